using System.Globalization;
using System.Text;
using Velro.LoadTest.Http;

namespace Velro.LoadTest.World;

/// <summary>The requests by which people sign in at the first-party client, and what their answers give.</summary>
internal sealed class SignIns(LoadWorld world, TimeProvider time)
{
    /// <summary>A token that has not this much time left is not used.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public ApiRequest ByPassword(Person person) =>
        Token($"grant_type=password&client_id=velro-cli&username={Uri.EscapeDataString(person.Email!)}&password={world.Password}&scope=offline_access");

    public static ApiRequest ByRefreshToken(string refreshToken) =>
        Token($"grant_type=refresh_token&client_id=velro-cli&refresh_token={Uri.EscapeDataString(refreshToken)}");

    public bool MustRenew(Person person) => person.SignsIn && time.GetUtcNow() >= person.RenewAt;

    public bool IsUsable(Person person) => !person.SignsIn || time.GetUtcNow() < person.ExpiresAt - Margin;

    /// <summary>Gives a person the tokens of an answer.</summary>
    public void Take(Person person, ApiReply reply)
    {
        var now = time.GetUtcNow();
        var seconds = int.Parse(reply.Text("expires_in")!, CultureInfo.InvariantCulture);
        person.Take(reply.Text("access_token")!, reply.Text("refresh_token"), now, now.AddSeconds(seconds));
    }

    /// <summary>
    /// Signs in all who have no token that counts for a while: by exchanging a refresh token, where there is one that is still good, and by
    /// password else. What was reached is kept from time to time.
    /// </summary>
    public async Task PrepareAsync(Preparation preparation, Action keep, Action<string> tell, CancellationToken cancellation)
    {
        var missing = world.People.Where(MustRenew).ToArray();
        if (missing.Length == 0) return;
        tell($"Signing in {missing.Length} people …");
        var startedAt = time.GetTimestamp();
        var passwords = 0;
        foreach (var some in missing.Chunk(500))
        {
            await Preparation.ForEachAsync(
                some.Length,
                async (number, stop) =>
                {
                    if (await RenewAsync(some[number], preparation, stop)) Interlocked.Increment(ref passwords);
                },
                cancellation);
            keep();
        }

        var took = time.GetElapsedTime(startedAt).TotalSeconds;
        tell(string.Create(CultureInfo.InvariantCulture, $"… {passwords} of them by password; {missing.Length / took:0.0}/s."));
    }

    private async Task<bool> RenewAsync(Person person, Preparation preparation, CancellationToken cancellation)
    {
        if (person.RefreshToken is { } token)
        {
            var exchange = ByRefreshToken(token);
            var reply = await preparation.SendAsync(exchange with { Accepted = [200, 400, 401] }, cancellation);
            if (reply.Status == 200)
            {
                Take(person, reply);
                return false;
            }
        }

        Take(person, await preparation.SendAsync(ByPassword(person), cancellation));
        return true;
    }

    private static ApiRequest Token(string form) => new(HttpMethod.Post, "/connect/token", Credential.Nobody, 200)
    {
        Body = Encoding.UTF8.GetBytes(form),
        ContentType = ApiRequest.Form,
    };
}
