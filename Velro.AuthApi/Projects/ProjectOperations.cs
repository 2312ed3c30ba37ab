using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Projects;

/// <summary>What the contract says about projects.</summary>
internal static class ProjectOperations
{
    private const string Tag = "Projects";

    private static readonly ImmutableArray<string> Unknown = AccessAnd("project.unknown");

    public static readonly Operation List = Described.List(
        "listProjects", "List the projects that are the caller's, or are shared with it or its teams", Tag, "Project");

    public static readonly Operation Get = OfOne("getProject", "Show a project", "gallery");

    public static readonly Operation Create = new("createProject", "Create a project, of which the caller becomes owner")
    {
        Tag = Tag,
        Description = "A team needs `manage` on it. A setting may keep creation to administrators.",
        Body = "CreateProject",
        Answers = [Created("Project", isVersioned: true)],
        Codes = AccessAnd("team.unknown", "administrator.required", "body.not_an_object"),
    };

    public static readonly Operation Change = OfOne("changeProject", "Change a project", "lab", "body.not_an_object") with
    {
        Description = "Needs `write`; the visibility needs `share` beside it.",
        Body = "ChangeProject",
        Precondition = Precondition.Optional,
    };

    public static readonly Operation Delete = new("deleteProject", "Delete a project")
    {
        Tag = Tag,
        Description = "Needs `delete`.",
        Parameters = [Id("lab", "The project.")],
        Precondition = Precondition.Optional,
        Answers = [NoContent],
        Codes = Unknown,
    };

    public static readonly Operation Transfer = OfOne(
        "transferProject", "Give a project to another owner", "campaign", "user.unknown", "body.not_an_object") with
    {
        Description = "Needs `transfer`. The owner before stays an admin.",
        Body = "TransferProject",
        Precondition = Precondition.Optional,
    };

    private static Operation OfOne(string id, string summary, string example, params ImmutableArray<string> codes) => new(id, summary)
    {
        Tag = Tag,
        Parameters = [Id(example, "The project.")],
        Answers = [Ok("Project", isVersioned: true)],
        Codes = [.. Unknown, .. codes],
    };
}
