using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.World;

namespace Velro.LoadTest.Scenarios;

/// <summary>Collaboration activity: teams, sharing with teams, editing together.</summary>
internal static class CollaborationScenario
{
    /// <summary>Looks at the person's team, or, one time in ten, at one that they are not in.</summary>
    public static Task ReadTeamAsync(Turn turn) => ReadTeamAsync(turn, Operations.Team, "");

    /// <summary>Looks at who is in it.</summary>
    public static Task ReadMembersAsync(Turn turn) => ReadTeamAsync(turn, Operations.TeamMembers, "/members");

    /// <summary>Gives another team another role on a project of one's own, or none any more.</summary>
    public static Task ShareAsync(Turn turn) => Sharing.ChangeAsync(turn, Sharing.WithTeam);

    /// <summary>
    /// Reads a generation of the team and changes what was read. Another may have been faster (412); and of five who try, one may not write.
    /// </summary>
    public static async Task EditAsync(Turn turn)
    {
        var (world, shape) = (turn.World, turn.World.Shape);
        var team = shape.TeamOf(turn.Person.Number);
        var maySend = shape.RoleOnTeamProject(turn.Person.Number, team) >= Role.Editor;
        if (!maySend && turn.Draw(5) != 0)
        {
            await turn.ActAsync(world.People[shape.LeadOf(team)]);
            maySend = true;
        }

        var person = turn.Person;
        var path = $"/v1/generations/{world.Teams[team].GenerationIds[turn.Draw(WorldShape.GenerationsPerTeam)]}";
        var seen = await turn.SendAsync(Operations.Generation, ApiRequest.Get(path, person.Credential, 200));
        turn.Judge.Access(seen, expected: true, $"GET {path} by {person.Id}");
        if (!seen.IsAccepted) return;

        int[] accepted = maySend ? [200, 412] : [403];
        var change = ApiRequest.Post(path, person.Credential, $$"""{"prompt":"A lighthouse, draft {{turn.Draw(1_000_000)}}"}""", accepted);
        var reply = await turn.SendAsync(Operations.GenerationEdit, change with { Method = HttpMethod.Patch, IfMatch = seen.ETag });
        turn.Judge.Access(reply, maySend, $"PATCH {path} by {person.Id}");
    }

    private static async Task ReadTeamAsync(Turn turn, Operation operation, string part)
    {
        var (world, person) = (turn.World, turn.Person);
        var expected = turn.Draw(10) != 0;
        var team = world.TeamOf(expected ? person : world.People[world.Shape.TeamGuestOf(person.Number)]);
        var path = $"/v1/teams/{team.Id}{part}";
        var reply = await turn.SendAsync(operation, ApiRequest.Get(path, person.Credential, expected ? 200 : 404));
        turn.Judge.Access(reply, expected, $"GET {path} by {person.Id}");
    }
}
