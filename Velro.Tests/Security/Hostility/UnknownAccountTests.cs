using System.Net;
using Velro.Tests.Contract.SignIn;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Hostility;

/// <summary>
/// Whether there is an account costs the same to find out as that its password is another: the same answer after the same number of
/// statements, and the password is hashed either way (PasswordHasherTests). Counted, not timed: a machine's noise hides what a patient
/// stranger would find.
/// </summary>
public sealed class UnknownAccountTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    private const int Tries = 5;

    [Fact]
    public async Task A_wrong_password_costs_as_many_statements_as_an_unknown_address()
    {
        using var trips = new RoundTrips(api.Database);
        var people = await Task.WhenAll(Enumerable.Range(0, Tries).Select(_ => api.CreatePersonAsync()));

        var known = await LeastAsync(trips, i => people[i].Email, TryPasswordAsync);
        var unknown = await LeastAsync(trips, i => $"nobody-{i}@example.com", TryPasswordAsync);

        Assert.True(known > 0);
        Assert.Equal(known, unknown);
    }

    [Fact]
    public async Task Signing_up_and_asking_for_a_new_password_cost_as_many_statements_for_each()
    {
        using var trips = new RoundTrips(api.Database);
        var people = await Task.WhenAll(Enumerable.Range(0, Tries).Select(_ => api.CreatePersonAsync()));
        foreach (var ask in (Func<string, Task>[])[SignUpAsync, ForgetAsync])
        {
            var known = await LeastAsync(trips, i => people[i].Email, ask);
            var unknown = await LeastAsync(trips, i => $"nobody-{i}@example.com", ask);

            Assert.True(known > 0);
            Assert.Equal(known, unknown);
        }
    }

    /// <summary>The least of a few, since what runs beside them is counted too.</summary>
    private static async Task<int> LeastAsync(RoundTrips trips, Func<int, string> email, Func<string, Task> ask)
    {
        var least = int.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var before = trips.Count;
            await ask(email(i));
            least = Math.Min(least, trips.Count - before);
        }

        return least;
    }

    private async Task TryPasswordAsync(string email) => Assert.Equal(HttpStatusCode.BadRequest, (await api.ConnectAsync(
        "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", email), ("password", "another passphrase"))).Status);

    private async Task SignUpAsync(string email) => Assert.Equal(HttpStatusCode.Accepted, (await api.With(null).PostAsync(
        "/v1/users", new { email, password = "correct battery staple", displayName = "Somebody" })).Status);

    private async Task ForgetAsync(string email)
    {
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/forgotten-password");
        await browser.SubmitAsync("email", ("email", email));
        Assert.Equal("Look at your mail", browser.Heading);
    }
}
