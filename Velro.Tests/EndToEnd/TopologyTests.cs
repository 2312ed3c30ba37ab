using System.Net;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Npgsql;
using StackExchange.Redis;
using Velro.Data.Pools;
using Velro.Tests.Contract;
using Velro.Tests.Integration;

namespace Velro.Tests.EndToEnd;

/// <summary>The topology as a user meets it.</summary>
public sealed class TopologyTests
{
    [Fact]
    public async Task The_whole_topology_answers_the_first_question_from_Postgres_through_Redis()
    {
        var media = Path.Combine(Path.GetTempPath(), $"velro-media-{Guid.NewGuid():N}");
        await using var topology = await Topology.StartAsync($"--Velro:Media:Path={media}");
        using var caller = topology.CreateCaller();

        Assert.True(await caller.MayAsync("user:alice", "read", "record:record-1"));
        Assert.False(await caller.MayAsync("user:bob", "write", "record:record-1"));
        await AssertReplicasShareMediaAsync(caller);
        Directory.Delete(media, recursive: true);

        // Each replica counts its decision records there, in the folder of the one database.
        var counts = Directory.GetFiles(topology.Spool, "*.counts", SearchOption.AllDirectories);
        Assert.Equal(2, counts.Length);
        Assert.Single(counts.Select(Path.GetDirectoryName).Distinct());
        await AssertRedisHoldsContextsAsync(topology);
        await AssertPostgresFitsAllPoolsAsync(topology);
    }

    /// <summary>Each path to a role, and each denial, once over the demo world.</summary>
    [Fact]
    public async Task The_demo_world_is_decided_through_every_replica()
    {
        await using var topology = await Topology.StartAsync();
        using var caller = topology.CreateCaller();
        (string Subject, string Action, string Resource, bool Expected)[] questions =
        [
            ("user:alice", "transfer", "project:campaign", true),           // ownership
            ("user:bob", "read", "project:campaign", true),                 // a grant to the user
            ("user:bob", "write", "project:campaign", false),               // and no more than it gives
            ("user:carol", "write", "project:campaign", true),              // a grant to the user's team
            ("user:dave", "read", "project:campaign", false),               // a role in a team below reaches nothing above
            ("user:carol", "read", "project:lab", true),                    // one in a team above reaches what is below
            ("user:carol", "write", "project:lab", false),                  // and no more than the grant gives
            ("user:grace", "write", "project:campaign", false),             // an expired grant, a suspended team
            ("user:alice", "write", "generation:campaign-final", false),    // locked
            ("user:alice", "read", "generation:campaign-final", true),
            ("user:erin", "read", "project:gallery", true),                 // public
            ("user:dave", "read", "generation:gallery-loop", false),        // public, but blocked
            ("anonymous:anonymous", "read", "generation:poster", true),
            ("user:erin", "read", "project:lab", false),                    // denied explicitly
            ("user:dave", "read", "generation:lab-tone", true),             // seen by the project's teams
            ("user:carol", "read", "generation:sketch-remix", true),        // lineage
            ("user:frank", "read", "project:campaign", false),              // suspended
        ];

        // Twice as many rounds as replicas: the proxy goes round, so that each replica answers each question.
        for (var round = 0; round < 4; round++)
        {
            foreach (var (subject, action, resource, expected) in questions)
                Assert.True(expected == await caller.MayAsync(subject, action, resource), $"{subject} {action} {resource} should be {expected}.");
        }
    }

    [Fact]
    public async Task A_permission_that_is_taken_away_is_gone_on_every_replica()
    {
        await using var topology = await Topology.StartAsync();
        using var caller = topology.CreateCaller();
        await using var database = NpgsqlDataSource.Create((await topology.Application.GetConnectionStringAsync("velro", TestContext.Current.CancellationToken))!);
        for (var i = 0; i < 4; i++) Assert.True(await caller.MayAsync("user:bob", "read", "project:campaign"));

        await using var command = database.CreateCommand("delete from project_grants where project_id = 'campaign' and user_id = 'bob'");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(async () => !await caller.MayAsync("user:bob", "read", "project:campaign"));
        for (var i = 0; i < 8; i++)
        {
            var decision = await caller.EvaluateAsync(new
            {
                subject = Evaluations.Entity("user:bob"),
                action = new { name = "read" },
                resource = Evaluations.Entity("project:campaign"),
                context = new { consistency = "full" },
            });
            Assert.False(decision.GetProperty("decision").GetBoolean());
        }
    }

    [Fact]
    public async Task The_warmer_computes_rows_and_refreshes_what_an_operator_asks_for()
    {
        await using var topology = await Topology.StartAsync();
        using var caller = topology.CreateCaller();
        await Eventually.TrueAsync(async () => (await ViewsAsync()).All(static view =>
            view.GetProperty("refreshedAt").ValueKind == JsonValueKind.String && view.GetProperty("backlog").GetInt64() == 0));
        Assert.Equal(0, (await ViewsAsync()).Sum(static view => view.GetProperty("drift").GetInt64()));

        foreach (var name in (string[])["mv_project_access_context", "mv_platform_activity"])
        {
            using var asked = await caller.PostAsync(
                new Uri($"/v1/operations/views/{name}/refresh", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        }

        await Eventually.TrueAsync(async () => (await ViewsAsync()).All(static view =>
            view.GetProperty("refreshRequestedAt").ValueKind == JsonValueKind.Null && view.GetProperty("rows").GetInt64() > 0
            || view.GetProperty("name").GetString() == "mv_generation_access_patterns"));

        async Task<JsonElement[]> ViewsAsync()
        {
            var text = await caller.GetStringAsync(new Uri("/v1/operations/views", UriKind.Relative), TestContext.Current.CancellationToken);
            return [.. JsonElement.Parse(text).GetProperty("items").EnumerateArray()];
        }
    }

    /// <summary>Two replicas and the warmer at their most, each pool counted, and some room for migrations and health checks.</summary>
    private static async Task AssertPostgresFitsAllPoolsAsync(Topology topology)
    {
        await using var database = NpgsqlDataSource.Create((await topology.Application.GetConnectionStringAsync("velro", TestContext.Current.CancellationToken))!);
        await using var command = database.CreateCommand("select setting::int from pg_settings where name = 'max_connections'");
        var connections = (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        var warmer = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Projects.Velro_AppHost.ProjectPath, "../Velro.Warmer/appsettings.json")).Build();
        Assert.InRange(connections, (2 * MostOf(new ConfigurationBuilder().Build())) + MostOf(warmer) + 20, 1000);

        static int MostOf(IConfiguration process) => PoolNames.All.Sum(pool => PoolLimits.Read(process, pool).MaximumConnections);
    }

    /// <summary>What is stored through one replica is served by each; the proxy goes round.</summary>
    private static async Task AssertReplicasShareMediaAsync(HttpClient caller)
    {
        byte[] bytes = [1, 2, 3];
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("/v1/generations/poster/media/original", UriKind.Relative))
        {
            Content = Contract.Management.Json.Of(bytes, "image/png"),
        };
        request.Headers.Add("Velro-Act-As", "grace");
        using var stored = await caller.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        for (var round = 0; round < 4; round++)
            Assert.Equal(bytes, await caller.GetByteArrayAsync(stored.Headers.Location, TestContext.Current.CancellationToken));
    }

    private static async Task AssertRedisHoldsContextsAsync(Topology topology)
    {
        var connectionString = await topology.Application.GetConnectionStringAsync("cache", TestContext.Current.CancellationToken);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(connectionString!);
        var server = redis.GetServers()[0];
        await Eventually.TrueAsync(async () =>
        {
            await foreach (var _ in server.KeysAsync(pattern: "*velro:*")) return true;
            return false;
        });
    }
}
