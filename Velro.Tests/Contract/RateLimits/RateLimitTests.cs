using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Npgsql;
using Velro.Tests.Contract.Management;
using Velro.Tests.Contract.ServiceKeys;
using Velro.Tests.Contract.SignIn;
using Velro.Tests.Integration;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.RateLimits;

/// <summary>What who asks too often is answered (RIGHTS.md F2, D4).</summary>
public sealed class RateLimitTests(PostgresFixture postgres)
{
    /// <summary>Enough to set a test up with, and far from what one second or minute can see.</summary>
    private const int ManagementLimit = 8;

    [Fact]
    public async Task F2_a_caller_that_manages_too_often_is_429_with_Retry_After_and_others_are_not()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database);
        using var alice = api.CreateActor("alice");
        for (var i = 0; i < ManagementLimit; i++)
        {
            using var answered = await GetAsync(alice, "/v1/teams");
            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        }

        using var refused = await GetAsync(alice, "/v1/projects");
        await refused.AssertProblemAsync(HttpStatusCode.TooManyRequests, "rate.limited");
        Assert.InRange(refused.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 120);
        Assert.Equal("\"management\";q=8;w=60", Assert.Single(refused.Headers.GetValues("RateLimit-Policy")));

        using var bob = api.CreateActor("bob");
        using var other = await GetAsync(bob, "/v1/teams");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var checks = api.CreateCaller();
        Assert.True(await checks.MayAsync("user:alice", "read", "generation:sketch"));
    }

    [Fact]
    public async Task F2_what_was_refused_has_changed_nothing()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database);
        var alice = new Person(api.CreateActor("alice"));
        var replies = new List<Reply>();
        for (var i = 0; i < 2 * ManagementLimit; i++) replies.Add(await alice.PostAsync("/v1/teams", new { name = "Many" }));

        Assert.Equal(ManagementLimit, replies.Count(static reply => reply.Status == HttpStatusCode.Created));
        Assert.All(replies.Where(static reply => reply.Status != HttpStatusCode.Created), static reply =>
            reply.Problem(HttpStatusCode.TooManyRequests, "rate.limited"));
        await using var command = database.CreateCommand("select count(*) from teams where name = 'Many'");
        Assert.Equal((long)ManagementLimit, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task F2_each_evaluation_of_a_batch_counts_and_an_administrators_key_has_no_limit()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database);
        var made = await new Person(api.CreateCaller()).MakeKeyAsync(
            new { name = "K", scopes = new[] { "check", "search" }, evaluationsPerSecond = 100 });
        using var caller = api.CreateCaller(made.KeyOf());

        await (await caller.PostAsync(Batch(101), path: Evaluations.BatchPath)).AssertProblemAsync(HttpStatusCode.TooManyRequests, "rate.limited");
        await Eventually.TrueAsync(async () => await StatusOfAsync(caller) == HttpStatusCode.OK);

        // No second has room for two of them.
        await Eventually.TrueAsync(async () =>
            (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StatusOfAsync(caller)))).Contains(HttpStatusCode.TooManyRequests));

        // The administrator's key has no limit.
        using var admin = api.CreateCaller();
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync(Batch(1000), path: Evaluations.BatchPath)).StatusCode);
    }

    [Theory]
    [InlineData("/v1/projects/gallery", "/v1/projects/absent")]
    [InlineData("/v1/generations/absent/media/original", "/v1/generations/poster/media/original")]
    public async Task D4_requests_without_a_credential_are_limited_by_address(string path, string other)
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database, static host => host.UseSetting("Velro:TrustedProxies:0", "127.0.0.0/8"));
        var stranger = new Person(api.CreateCaller(key: null));
        var (here, there) = (("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-For", "203.0.113.8"));
        for (var i = 0; i < 5; i++) Assert.NotEqual(HttpStatusCode.TooManyRequests, (await stranger.GetAsync(path, here)).Status);

        (await stranger.GetAsync(path, here)).Problem(HttpStatusCode.TooManyRequests, "rate.limited");
        (await stranger.GetAsync(other, here)).Problem(HttpStatusCode.TooManyRequests, "rate.limited");
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await stranger.GetAsync(path, there)).Status);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await new Person(api.CreateCaller()).GetAsync(path, here)).Status);
    }

    [Fact]
    public async Task F2_what_comes_to_OAuth_is_limited_by_address_whatever_it_presents()
    {
        await using var api = await StartAsync(
            await postgres.CreateDemoDatabaseAsync(), static host => host.UseSetting("Velro:RateLimits:OAuthPerMinute", "5"));
        using var stranger = api.CreateCaller(key: null);
        (string, string)[] guess = [("grant_type", "client_credentials"), ("client_id", "nobody"), ("client_secret", "guessed")];
        for (var i = 0; i < 5; i++) Assert.Equal("invalid_client", (await stranger.ConnectAsync("token", guess)).Text("error"));

        (await stranger.ConnectAsync("token", guess)).Problem(HttpStatusCode.TooManyRequests, "rate.limited");
        foreach (var path in (string[])["/Connect/token", "/CONNECT/authorize", "/Account/sign-in"])
        {
            using var response = await GetAsync(stranger, path);
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        }
    }

    [Fact]
    public async Task An_API_tells_the_others_what_it_counts()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        await using var api = await StartAsync(
            await postgres.CreateDemoDatabaseAsync(), host => host.UseSetting("ConnectionStrings:cache", redis.ConnectionString));
        var alice = new Person(api.CreateActor("alice"));
        for (var i = 0; i < 3; i++) (await alice.GetAsync("/v1/teams")).Ok();

        await Eventually.TrueAsync(async () =>
        {
            var counts = await Task.WhenAll(redis.Keys.Where(static key => key.ToString().StartsWith("velro:rate:", StringComparison.Ordinal))
                .Select(async key => (long)await redis.Connection.GetDatabase().StringGetAsync(key)));
            return counts.Sum() == 3;
        });
    }

    private static Task<Api> StartAsync(NpgsqlDataSource database, Action<IWebHostBuilder>? configure = null) => Api.StartAsync(database, host =>
    {
        host.UseSetting("Velro:RateLimits:ManagementPerMinute", $"{ManagementLimit}");
        host.UseSetting("Velro:RateLimits:AnonymousPerMinute", "5");
        configure?.Invoke(host);
    });

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path) =>
        client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static async Task<HttpStatusCode> StatusOfAsync(HttpClient caller)
    {
        using var response = await caller.PostAsync(Batch(100), path: Evaluations.BatchPath);
        return response.StatusCode;
    }

    private static string Batch(int evaluations) => JsonSerializer.Serialize(new
    {
        subject = Evaluations.Entity("user:admin"),
        action = new { name = "read" },
        resource = Evaluations.Entity("user:admin"),
        evaluations = Enumerable.Repeat(new { }, evaluations),
    });
}
