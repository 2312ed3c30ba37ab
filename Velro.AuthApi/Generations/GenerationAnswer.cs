using System.Text.Json.Serialization;
using Velro.Authorization.Entities;
using Velro.Data.Generations;

namespace Velro.AuthApi.Generations;

/// <summary>
/// A generation, as it is answered. Its project and its parent are left out where it has none, and where the caller may not see them
/// (RIGHTS.md D2): left out rather than null, so that an answer that is sent back as a change takes it out of nothing.
/// </summary>
internal sealed record GenerationAnswer(
    string Id,
    string OwnerId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ProjectId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParentGenerationId,
    string Inheritance,
    string Visibility,
    bool IsLocked,
    string Kind,
    string Prompt,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    /// <summary>The things that a generation names.</summary>
    public static IEnumerable<EntityRef> NamedBy(GenerationRow row) => new[] { ProjectOf(row), ParentOf(row) }.OfType<EntityRef>();

    /// <summary>What a caller is shown who may read <paramref name="readable"/> of what generations name.</summary>
    public static GenerationAnswer Of(GenerationRow row, IReadOnlySet<EntityRef> readable) => new(
        row.Id,
        row.OwnerId,
        ProjectOf(row) is { } project && readable.Contains(project) ? project.Id : null,
        ParentOf(row) is { } parent && readable.Contains(parent) ? parent.Id : null,
        row.Inheritance,
        row.Visibility,
        row.IsLocked,
        row.Kind,
        row.Prompt,
        row.CreatedAt,
        row.UpdatedAt);

    private static EntityRef? ProjectOf(GenerationRow row) => row.ProjectId is { } id ? new EntityRef(EntityTypes.Project, id) : null;

    private static EntityRef? ParentOf(GenerationRow row) => row.ParentId is { } id ? new EntityRef(EntityTypes.Generation, id) : null;
}
