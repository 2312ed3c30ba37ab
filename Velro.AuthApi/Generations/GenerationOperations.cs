using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Generations;

/// <summary>What the contract says about generations.</summary>
internal static class GenerationOperations
{
    private const string Tag = "Generations";

    private static readonly ImmutableArray<string> Unknown = AccessAnd("generation.unknown");

    public static readonly Operation List = Described.List(
        "listGenerations",
        "List the generations of a project, or those that the caller reaches",
        Tag,
        "Generation",
        AccessAnd("project.unknown")) with
    {
        Parameters =
        [
            Id("campaign", "Of which project; without it, those that are the caller's or are shared with it.", "projectId") with
            {
                IsInQuery = true,
            },
        ],
    };

    public static readonly Operation Get = OfOne("getGeneration", "Show a generation", "poster");

    public static readonly Operation Create = new("createGeneration", "Create a generation")
    {
        Tag = Tag,
        Description = "In a project it needs `create` there; a parent must be readable and not locked.",
        Body = "CreateGeneration",
        Answers = [Created("Generation", isVersioned: true)],
        Codes = [.. Unknown, "project.unknown", "generation.depth", "body.not_an_object"],
    };

    public static readonly Operation Change = OfOne(
        "changeGeneration",
        "Change a generation that others may be changing too",
        "campaign-hero",
        "project.unknown",
        "generation.cycle",
        "generation.depth",
        "generation.emergency_move",
        "body.not_an_object") with
    {
        Description = "Needs `write`; visibility and inheritance need `share` beside it, another project `delete` here and `create` there.",
        Body = "ChangeGeneration",
        Precondition = Precondition.Required,
    };

    public static readonly Operation Delete = new("deleteGeneration", "Delete a generation")
    {
        Tag = Tag,
        Description = "Needs `delete`.",
        Parameters = [Id("poster", "The generation.")],
        Precondition = Precondition.Optional,
        Answers = [NoContent],
        Codes = Unknown,
    };

    public static readonly Operation Lock = OfOne("lockGeneration", "Lock a generation against everything but reading", "gallery-loop") with
    {
        Description = "Needs `manage`.",
        Precondition = Precondition.Optional,
    };

    public static readonly Operation Unlock = OfOne("unlockGeneration", "Unlock a generation", "campaign-final") with
    {
        Description = "Needs `manage`.",
        Precondition = Precondition.Optional,
    };

    private static Operation OfOne(string id, string summary, string example, params ImmutableArray<string> codes) => new(id, summary)
    {
        Tag = Tag,
        Parameters = [Id(example, "The generation.")],
        Answers = [Ok("Generation", isVersioned: true)],
        Codes = [.. Unknown, .. codes],
    };
}
