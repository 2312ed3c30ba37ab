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

        var known = await LeastAsync(trips, i => people[i].Email);
        var unknown = await LeastAsync(trips, i => $"nobody-{i}@example.com");

        Assert.True(known > 0);
        Assert.Equal(known, unknown);
    }

    /// <summary>The least of a few, since what runs beside them is counted too.</summary>
    private async Task<int> LeastAsync(RoundTrips trips, Func<int, string> email)
    {
        var least = int.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var before = trips.Count;
            var refused = await api.ConnectAsync(
                "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", email(i)), ("password", "another passphrase"));
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            least = Math.Min(least, trips.Count - before);
        }

        return least;
    }
}
