using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;

namespace Velro.LoadTest.Scenarios;

/// <summary>Auth heavy load: signing in, checks, profile access.</summary>
internal static class AuthenticationScenario
{
    /// <summary>Signs in once more, as on another device, and looks at the profile with the new token.</summary>
    public static async Task SignInAsync(Turn turn)
    {
        var reply = await turn.SendAsync(Operations.Login, turn.SignIns.ByPassword(turn.Person));
        if (!reply.IsAccepted) return;
        await ReadProfileAsync(turn, new Credential(reply.Text("access_token")));
    }

    /// <summary>The platform's gateway asks about a person.</summary>
    public static Task CheckAsync(Turn turn) => turn.CheckAsync(Operations.Check, turn.World.Gateway, turn.DrawQuestion());

    /// <summary>The person's own application asks.</summary>
    public static Task CheckOwnAsync(Turn turn) => turn.CheckAsync(Operations.CheckOwn, turn.Person.Credential, turn.DrawQuestion());

    public static Task ReadProfileAsync(Turn turn) => ReadProfileAsync(turn, turn.Person.Credential);

    public static async Task ChangeProfileAsync(Turn turn)
    {
        var request = ApiRequest.Post("/v1/me", turn.Person.Credential, $$"""{"displayName":"Load {{turn.Person.Number}} ({{turn.Draw(1000)}})"}""", 200);
        var reply = await turn.SendAsync(Operations.ProfileChange, request with { Method = HttpMethod.Patch });
        turn.Judge.Access(reply, expected: true, "PATCH /v1/me");
    }

    private static async Task ReadProfileAsync(Turn turn, Credential who)
    {
        var reply = await turn.SendAsync(Operations.Profile, ApiRequest.Get("/v1/me", who, 200));
        turn.Judge.Access(reply, expected: true, $"GET /v1/me of {turn.Person.Id}");
        if (reply.IsAccepted) turn.Judge.That(reply.Text("id") == turn.Person.Id, $"GET /v1/me of {turn.Person.Id}: it is {reply.Text("id")}");
    }
}
