using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;
using Velro.Tests.Integration;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>
/// A pool that is full answers 503 with <c>Retry-After</c> in bounded time, and slows no other pool (DESIGN.md section 7). Pools are filled
/// by connections that are taken from them and held.
/// </summary>
public sealed class PoolTests(PostgresFixture postgres)
{
    private const int Connections = 2;

    private const string Management = "/v1/teams";

    private const string Users = "/v1/me";

    private const string Search = "/access/v1/search/resource";

    /// <summary>What a request waits for a connection, and as much again as a busy machine may take.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_no_context_can_be_loaded_cold_checks_come_back_later_and_warm_ones_go_on()
    {
        await using var api = await StartAsync(await postgres.CreateDemoDatabaseAsync());
        using var caller = api.CreateCaller();
        Assert.True(await caller.MayAsync("user:alice", "read", "record:record-1"));

        await using (await HoldAsync(api, PoolNames.Authorization))
        {
            await AssertIsFullAsync(() => PostAsync(caller, Evaluations.Path, CheckOf("nobody-has-asked-about-this")));
            await AssertIsFullAsync(() => PostAsync(caller, Evaluations.BatchPath, BatchOf("nor-about-this")));
            await AssertIsFullAsync(() => PostAsync(caller, "/access/v1/search/action", ActionsOf("nor-about-that")));

            Assert.True(await caller.MayAsync("user:alice", "read", "record:record-1"));
            await AssertAnswersAsync(() => PostAsync(caller, Search, SearchBody));
            await AssertAnswersAsync(() => GetAsync(caller, Management));
            await AssertAnswersAsync(() => GetAsync(caller, Users));
        }

        await AssertAnswersAsync(() => PostAsync(caller, Evaluations.Path, CheckOf("nobody-has-asked-about-this")));
    }

    [Theory]
    [InlineData(PoolNames.Generation, Management)]
    [InlineData(PoolNames.Identity, Users)]
    [InlineData(PoolNames.Analytics, Search)]
    public async Task A_full_pool_answers_503_in_bounded_time_and_slows_no_other(string pool, string path)
    {
        await using var api = await StartAsync(await postgres.CreateDemoDatabaseAsync());
        using var caller = api.CreateCaller();
        Assert.True(await caller.MayAsync("user:alice", "read", "record:record-1"));

        await using (await HoldAsync(api, pool))
        {
            // Many wait at once, and meanwhile the checks go on: warm, and cold ones that load.
            var refused = Enumerable.Range(0, 20).Select(_ => AssertIsFullAsync(() => AskAsync(caller, path))).ToArray();
            for (var i = 0; i < 20; i++)
            {
                Assert.True(await caller.MayAsync("user:alice", "read", "record:record-1"));
                await AssertAnswersAsync(() => PostAsync(caller, Evaluations.Path, CheckOf($"cold-{i}")));
            }

            await Task.WhenAll(refused);
            foreach (var other in new[] { Management, Users, Search }.Where(other => other != path))
                await AssertAnswersAsync(() => AskAsync(caller, other));
        }

        await AssertAnswersAsync(() => AskAsync(caller, path));
    }

    [Fact]
    public async Task A_write_that_got_no_connection_has_written_nothing()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database);
        using var caller = api.CreateCaller();

        await using (await HoldAsync(api, PoolNames.Generation))
            await AssertIsFullAsync(() => PostAsync(caller, Management, new { name = "never" }));

        await using var command = database.CreateCommand("select count(*) from teams where name = 'never'");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancellation));
    }

    /// <summary>The clock keeps the connection that it has.</summary>
    [Fact]
    public async Task A_full_pool_of_the_feed_stops_neither_fresh_answers_nor_others()
    {
        await using var api = await StartAsync(await postgres.CreateDemoDatabaseAsync());
        using var caller = api.CreateCaller();
        Assert.True(await caller.MayAsync("user:alice", "read", "record:record-1"));

        await using var held = await HoldAsync(api, PoolNames.Feed, Connections - 1);
        await AssertAnswersAsync(() => PostAsync(caller, Evaluations.Path, CheckOf("sketch", "full")));
        await AssertAnswersAsync(() => GetAsync(caller, Management));
    }

    [Fact]
    public async Task The_metrics_show_every_pool_by_its_name()
    {
        await using var api = await StartAsync(await postgres.CreateDemoDatabaseAsync());
        using var caller = api.CreateCaller(key: null);
        await Eventually.TrueAsync(async () =>
        {
            var text = await caller.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
            return PoolNames.All.All(pool => text.Split('\n').Any(line =>
                line.StartsWith("db_client_connection_max", StringComparison.Ordinal) && line.Contains($"\"{pool}\"", StringComparison.Ordinal)));
        });
    }

    private static Task<Api> StartAsync(NpgsqlDataSource database, Action<IWebHostBuilder>? configure = null) =>
        Api.StartAsync(database, builder =>
        {
            foreach (var pool in PoolNames.All) Api.LimitPool(builder, pool, Connections, seconds: 1).UseSetting($"Velro:Pools:{pool}:TimeLimit", "00:00:30");
            configure?.Invoke(builder);
        });

    /// <summary>Where OpenIddict asks the database itself, the answer is the same.</summary>
    [Fact]
    public async Task A_full_pool_is_no_failure_of_signing_in()
    {
        await using var api = await StartAsync(
            await postgres.CreateDemoDatabaseAsync(), static builder => builder.UseSetting("Velro:PublicUrl", "http://localhost"));
        using var caller = api.CreateCaller(key: null);
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "password"), new("client_id", "velro-cli"), new("username", "nobody@example.com"), new("password", "a passphrase")]);

        await using (await HoldAsync(api, PoolNames.Identity))
            await AssertIsFullAsync(() => caller.PostAsync(new Uri("/connect/token", UriKind.Relative), form, Cancellation));
    }

    private static async Task<Held> HoldAsync(Api api, string pool, int connections = Connections)
    {
        var source = api.Services.GetRequiredKeyedService<NpgsqlDataSource>(pool);
        var held = new Held();
        for (var i = 0; i < connections; i++) held.Add(await source.OpenConnectionAsync(Cancellation));
        return held;
    }

    private static async Task AssertIsFullAsync(Func<Task<HttpResponseMessage>> ask)
    {
        var patience = Stopwatch.StartNew();
        using var response = await ask();
        Assert.InRange(patience.Elapsed, TimeSpan.Zero, Bound);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Equal("pool.exhausted", (await response.ReadAsync()).GetProperty("code").GetString());
    }

    private static async Task AssertAnswersAsync(Func<Task<HttpResponseMessage>> ask)
    {
        using var response = await ask();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient caller, string path) =>
        path == Search ? PostAsync(caller, path, SearchBody) : GetAsync(caller, path);

    private static Task<HttpResponseMessage> GetAsync(HttpClient caller, string path) =>
        caller.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    private static Task<HttpResponseMessage> PostAsync(HttpClient caller, string path, object body) =>
        caller.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancellation);

    private static object SearchBody => new
    {
        subject = Evaluations.Entity("user:alice"),
        action = new { name = "read" },
        resource = new { type = "project" },
    };

    private static object CheckOf(string id, string consistency = "minimize_latency") => new
    {
        subject = Evaluations.Entity("user:alice"),
        action = new { name = "read" },
        resource = Evaluations.Entity($"generation:{id}"),
        context = new { consistency },
    };

    private static object BatchOf(string id) => new
    {
        subject = Evaluations.Entity("user:alice"),
        action = new { name = "read" },
        evaluations = new[] { new { resource = Evaluations.Entity($"generation:{id}") } },
    };

    private static object ActionsOf(string id) => new
    {
        subject = Evaluations.Entity("user:alice"),
        resource = Evaluations.Entity($"generation:{id}"),
    };

    private sealed class Held : List<NpgsqlConnection>, IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var connection in this) await connection.DisposeAsync();
        }
    }
}
