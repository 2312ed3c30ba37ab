using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Teams;

/// <summary>What the contract says about teams and their members.</summary>
internal static class TeamOperations
{
    private const string Tag = "Teams";

    private static readonly ImmutableArray<string> Unknown = AccessAnd("team.unknown");

    public static readonly Operation List = Described.List("listTeams", "List the teams that the caller is in", Tag, "Team");

    public static readonly Operation Get = OfOne("getTeam", "Show a team", "studio");

    public static readonly Operation Create = new("createTeam", "Create a team, of which the caller becomes owner")
    {
        Tag = Tag,
        Description = "One below another team needs `manage` on that. A setting may keep root teams to administrators.",
        Body = "CreateTeam",
        Answers = [Created("Team", isVersioned: true)],
        Codes = [.. Unknown, "administrator.required", "team.depth", "body.not_an_object"],
    };

    public static readonly Operation Change = OfOne("changeTeam", "Rename a team", "agency", "body.not_an_object") with
    {
        Description = "Needs `write`.",
        Body = "ChangeTeam",
        Precondition = Precondition.Optional,
    };

    public static readonly Operation Delete = new("deleteTeam", "Delete a team, with its members and the grants to it")
    {
        Tag = Tag,
        Description = "Needs `delete`.",
        Parameters = [Id("agency", "The team.")],
        Precondition = Precondition.Optional,
        Answers = [NoContent],
        Codes = [.. Unknown, "team.has_children"],
    };

    public static readonly Operation Move = OfOne(
        "moveTeam", "Put a team below another one", "studio-video-colour", "team.cycle", "team.depth", "role.above_own", "body.not_an_object") with
    {
        Description = "Needs `manage` on the team, on the parent that it had and on the one that it gets; a parent needs the owner of the team.",
        Body = "MoveTeam",
        Precondition = Precondition.Optional,
    };

    public static readonly Operation Suspend = OfOne("suspendTeam", "Suspend a team, and with it those below", "studio-video") with
    {
        Description = "Needs `manage`.",
        Precondition = Precondition.Optional,
    };

    public static readonly Operation Reactivate = OfOne("reactivateTeam", "End the suspension of a team", "dormant") with
    {
        Description = "Needs `manage` through a team above; a root team is reactivated by who could manage it.",
        Precondition = Precondition.Optional,
    };

    public static readonly Operation ListMembers = Described.List(
        "listMembers", "List the members of a team", Tag, "Member", Unknown) with
    { Parameters = [Id("studio", "The team.")] };

    public static readonly Operation PutMember = new("putMember", "Make a user a member of a team, or change the role")
    {
        Tag = Tag,
        Description = "Needs `manage`.",
        Parameters = [Id("studio", "The team."), Id("erin", "The user.", "userId")],
        Body = "PutMember",
        Answers = [Ok("Member"), Created("Member")],
        Codes = [.. Unknown, "user.unknown", "role.above_own", "team.last_owner", "body.not_an_object"],
    };

    public static readonly Operation DeleteMember = new("deleteMember", "Take a user out of a team")
    {
        Tag = Tag,
        Description = "Needs `manage`.",
        Parameters = [Id("studio", "The team."), Id("carol", "The user.", "userId")],
        Answers = [NoContent],
        Codes = [.. Unknown, "user.unknown", "role.above_own", "team.last_owner"],
    };

    private static Operation OfOne(string id, string summary, string example, params ImmutableArray<string> codes) => new(id, summary)
    {
        Tag = Tag,
        Parameters = [Id(example, "The team.")],
        Answers = [Ok("Team", isVersioned: true)],
        Codes = [.. Unknown, .. codes],
    };
}
