using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.World;

namespace Velro.LoadTest.Scenarios;

/// <summary>Generation workflow: creating generations, looking at them, their media, sharing the project that they are in.</summary>
internal static class GenerationScenario
{
    /// <summary>Creates a generation in the person's own project; then its owner may read it, and a stranger may not.</summary>
    public static async Task CreateAsync(Turn turn)
    {
        var person = turn.Person;
        var body = $$"""{"projectId":"{{person.ProjectId}}","kind":"image","prompt":"A lighthouse, attempt {{turn.Draw(1_000_000)}}"}""";
        var reply = await turn.SendAsync(Operations.GenerationCreate, ApiRequest.Post("/v1/generations", person.Credential, body, 201));
        turn.Judge.Access(reply, expected: true, $"POST /v1/generations in the own project of {person.Id}");
        if (!reply.IsAccepted) return;

        var id = reply.Text("id")!;
        var isOwner = turn.Draw(2) == 0;
        var subject = isOwner ? person : turn.World.People[turn.World.Shape.StrangerTo(person.Number, turn.Draw(int.MaxValue))];
        await turn.CheckAsync(
            Operations.CheckAfterWrite, turn.World.Gateway, new Question(subject.Id, "read", "generation", id, isOwner), reply.Revision);
    }

    /// <summary>Looks at a generation: one of the team's or one's own, or, one time in ten, one that is nobody else's business.</summary>
    public static async Task ReadAsync(Turn turn)
    {
        var (id, expected) = DrawGeneration(turn, ownShare: 3);
        var reply = await turn.SendAsync(Operations.Generation, ApiRequest.Get($"/v1/generations/{id}", turn.Person.Credential, expected ? 200 : 404));
        turn.Judge.Access(reply, expected, $"GET /v1/generations/{id} by {turn.Person.Id}");
    }

    /// <summary>Asks for the address of media of the team, and gets them.</summary>
    public static async Task AccessMediaAsync(Turn turn)
    {
        var (id, expected) = DrawGeneration(turn, ownShare: 0);
        var request = ApiRequest.Post(
            $"/v1/generations/{id}/media-url", turn.Person.Credential, """{"variant":"original"}""", expected ? 200 : 404);
        var reply = await turn.SendAsync(Operations.MediaUrl, request);
        turn.Judge.Access(reply, expected, $"POST /v1/generations/{id}/media-url by {turn.Person.Id}");
        if (!expected || !reply.IsAccepted) return;

        var media = await turn.SendAsync(Operations.Media, ApiRequest.Get(reply.Text("url")!, Credential.Nobody, 200));
        turn.Judge.Access(media, expected: true, $"GET the media of {id} with an address that {turn.Person.Id} got");
    }

    /// <summary>Gives the guest of a project of one's own another role, or none any more.</summary>
    public static Task ShareAsync(Turn turn) => Sharing.ChangeAsync(turn, Sharing.WithGuest);

    private static (string Id, bool Expected) DrawGeneration(Turn turn, int ownShare)
    {
        var (world, person) = (turn.World, turn.Person);
        var draw = turn.Draw(10);
        if (draw < ownShare) return (person.GenerationId, true);
        var team = draw < 9 ? world.TeamOf(person) : world.TeamOf(world.People[world.Shape.TeamGuestOf(person.Number)]);
        return (team.GenerationIds[turn.Draw(team.GenerationIds.Length)], draw < 9);
    }
}
