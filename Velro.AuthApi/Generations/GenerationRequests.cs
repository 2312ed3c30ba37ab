using Velro.AuthApi.Requests;
using Velro.Authorization.Entities;
using Velro.Data.Generations;

namespace Velro.AuthApi.Generations;

/// <summary>The names that the fields of a generation take.</summary>
internal static class GenerationNames
{
    public static readonly string[] Kinds = ["image", "video", "audio"];
    public static readonly string[] Inheritances = ["none", "read", "role"];
    public static readonly string[] Visibilities = ["private", "team", "public", "inherit"];
}

/// <summary>The body of <c>POST /v1/generations</c>. In a project it is seen as its project is, else by nobody (RIGHTS.md B1).</summary>
internal sealed record CreateGeneration(string Kind, GenerationContent Content) : IRequest<CreateGeneration>
{
    public static CreateGeneration Read(RequestBody body)
    {
        var fields = body.Fields();
        var projectId = fields.IdOrNull("projectId", EntityTypes.Project);
        return fields.Complete(new CreateGeneration(
            fields.Choice("kind", GenerationNames.Kinds),
            new GenerationContent(
                projectId,
                fields.IdOrNull("parentGenerationId", EntityTypes.Generation),
                fields.ChoiceOrNull("inheritance", GenerationNames.Inheritances) ?? "none",
                fields.ChoiceOrNull("visibility", GenerationNames.Visibilities) ?? (projectId is null ? "private" : "inherit"),
                fields.Text("prompt", TextRule.Prompt))));
    }
}

/// <summary>
/// The body of <c>PATCH /v1/generations/{id}</c>: what it leaves out stays; null takes it out of its project or from its parent.
/// </summary>
internal sealed record ChangeGeneration(
    Patched<string> Prompt, string? Visibility, string? Inheritance, Patched<string?> ParentId, Patched<string?> ProjectId)
    : IRequest<ChangeGeneration>
{
    public static ChangeGeneration Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new ChangeGeneration(
            fields.TextChange("prompt", TextRule.Prompt),
            fields.ChoiceOrNull("visibility", GenerationNames.Visibilities),
            fields.ChoiceOrNull("inheritance", GenerationNames.Inheritances),
            fields.IdChange("parentGenerationId", EntityTypes.Generation),
            fields.IdChange("projectId", EntityTypes.Project)));
    }

    /// <summary>
    /// The things that the change names. The caller must be able to read them, also where nothing changes: else it could find out by
    /// trying in which project a generation is.
    /// </summary>
    public IEnumerable<EntityRef> Named()
    {
        if (ParentId is { IsSet: true, Value: { } parentId }) yield return new EntityRef(EntityTypes.Generation, parentId);
        if (ProjectId is { IsSet: true, Value: { } projectId }) yield return new EntityRef(EntityTypes.Project, projectId);
    }

    /// <summary>What the generation says after the change.</summary>
    public GenerationContent ApplyTo(GenerationContent before) => new(
        ProjectId.Or(before.ProjectId),
        ParentId.Or(before.ParentId),
        Inheritance ?? before.Inheritance,
        Visibility ?? before.Visibility,
        Prompt.Or(before.Prompt));
}
