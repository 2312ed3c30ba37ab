using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.World;

namespace Velro.LoadTest.Scenarios;

/// <summary>
/// Changes what one guest may do on one project, and asks at once, of the state that the write made or a later one: what was given counts,
/// and what was taken away counts no more.
/// </summary>
internal static class Sharing
{
    /// <summary>How many projects are looked at for one whose sharing nobody is changing.</summary>
    private const int Attempts = 50;

    /// <summary>What is asked after a change, each every other time, with the lowest role that permits it.</summary>
    private static readonly (string Action, Role Needs)[] Asked = [("read", Role.Viewer), ("write", Role.Editor)];

    /// <summary>Whom a project is shared with.</summary>
    /// <param name="Operation">What the change counts as.</param>
    /// <param name="Slot">What is shared now.</param>
    /// <param name="Path">The grantee in the grant's address.</param>
    /// <param name="Subject">Who is asked about.</param>
    /// <param name="Cap">The highest role that the subject can get by it.</param>
    internal sealed record Guest(Operation Operation, SharingSlot Slot, string Path, Person Subject, Role Cap);

    public static Guest WithGuest(LoadWorld world, Person owner)
    {
        var guest = world.People[world.Shape.GuestOf(owner.Number)];
        return new Guest(Operations.ProjectShare, owner.Guest, $"user/{guest.Id}", guest, Role.Editor);
    }

    public static Guest WithTeam(LoadWorld world, Person owner)
    {
        var guest = world.People[world.Shape.TeamGuestOf(owner.Number)];
        return new Guest(Operations.TeamShare, owner.Team, $"team/{world.TeamOf(guest).Id}", guest, world.Shape.MemberRole(guest.Number));
    }

    public static async Task ChangeAsync(Turn turn, Func<LoadWorld, Person, Guest> with)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var owner = attempt == 0 ? turn.Person : turn.World.People[turn.Draw(turn.World.People.Length)];
            var guest = with(turn.World, owner);
            if (!guest.Slot.TryHold()) continue;
            if (attempt > 0) await turn.ActAsync(owner);
            if (await ChangeAsync(turn, owner, guest)) guest.Slot.Release();
            return;
        }
    }

    /// <summary>Changes it, and asks. False: it is not known what became of the change.</summary>
    private static async Task<bool> ChangeAsync(Turn turn, Person owner, Guest guest)
    {
        var role = guest.Slot.Next();
        var path = $"/v1/projects/{owner.ProjectId}/grants/{guest.Path}";
        var reply = await turn.SendAsync(guest.Operation, role == Role.None
            ? ApiRequest.Delete(path, owner.Credential)
            : ApiRequest.Put(path, owner.Credential, $$"""{"role":"{{Roles.NameOf(role)}}"}"""));
        turn.Judge.Access(reply, expected: true, $"{path} by its owner {owner.Id}");
        if (!reply.IsAccepted) return reply.Status is > 0 and < 500;

        guest.Slot.Granted = role;
        var held = Roles.Lower(role, guest.Cap);
        foreach (var (action, needs) in Asked)
        {
            if (turn.Draw(2) == 0) continue;
            var question = new Question(guest.Subject.Id, action, "generation", owner.GenerationId, held >= needs);
            await turn.CheckAsync(Operations.CheckAfterWrite, turn.World.Gateway, question, reply.Revision);
        }

        return true;
    }
}
