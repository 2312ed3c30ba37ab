using Velro.Data.Generations;

namespace Velro.AuthApi.Generations;

/// <summary>A generation, as it is answered.</summary>
internal sealed record GenerationAnswer(
    string Id,
    string OwnerId,
    string? ProjectId,
    string? ParentGenerationId,
    string Inheritance,
    string Visibility,
    bool IsLocked,
    string Kind,
    string Prompt,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    public static GenerationAnswer Of(GenerationRow row) => new(
        row.Id,
        row.OwnerId,
        row.ProjectId,
        row.ParentId,
        row.Inheritance,
        row.Visibility,
        row.IsLocked,
        row.Kind,
        row.Prompt,
        row.CreatedAt,
        row.UpdatedAt);
}
