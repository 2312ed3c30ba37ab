using Velro.AuthApi.Requests;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Projects;

/// <summary>The body of <c>POST /v1/projects</c>.</summary>
internal sealed record CreateProject(string Name, string Visibility, string? TeamId) : IRequest<CreateProject>
{
    /// <summary>Who may see a project without a role on it; the first is the default (RIGHTS.md B1).</summary>
    internal static readonly string[] Visibilities = ["private", "team", "public"];

    public static CreateProject Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new CreateProject(
            fields.Text("name", TextRule.Name),
            fields.ChoiceOrNull("visibility", Visibilities) ?? Visibilities[0],
            fields.IdOrNull("teamId", EntityTypes.Team)));
    }
}

/// <summary>The body of <c>PATCH /v1/projects/{id}</c>.</summary>
internal sealed record ChangeProject(Patched<string> Name, string? Visibility) : IRequest<ChangeProject>
{
    public static ChangeProject Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(
            new ChangeProject(fields.TextChange("name", TextRule.Name), fields.ChoiceOrNull("visibility", CreateProject.Visibilities)));
    }
}

/// <summary>The body of <c>POST /v1/projects/{id}/transfer</c>.</summary>
internal sealed record TransferProject(string UserId) : IRequest<TransferProject>
{
    public static TransferProject Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new TransferProject(fields.Id("userId", EntityTypes.User)));
    }
}
