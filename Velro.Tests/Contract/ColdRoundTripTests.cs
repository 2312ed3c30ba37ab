using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Benchmarks.Proxies;
using Velro.Data.Pools;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>How often a node that has nothing cached asks the database, its caller's key included (DESIGN.md section 4).</summary>
public sealed class ColdRoundTripTests(PostgresFixture postgres)
{
    /// <summary>Generations with five ancestors, in projects that are shared with teams three levels deep; and a policy that looks at properties.</summary>
    private const string World =
        """
        insert into users (id) select 'u' || i from generate_series(0, 19) i;
        insert into teams (id, parent_id, name) select 't' || i, case when i > 3 then 't' || (i - 4) end, 'T' from generate_series(0, 11) i;
        insert into team_members (user_id, team_id, role) select 'u' || i, 't' || (i % 4), 'editor' from generate_series(0, 18) i;
        insert into projects (id, owner_id, name) select 'p' || i, 'u0', 'P' from generate_series(0, 19) i;
        insert into project_grants (project_id, team_id, role) select 'p' || i, 't' || (8 + i % 4), 'editor' from generate_series(0, 19) i;
        insert into generations (id, owner_id, project_id, parent_id, inheritance, kind)
            select 'g' || i, 'u0', 'p' || (i % 20), case when i % 6 > 0 then 'g' || (i - 1) end, 'role', 'image' from generate_series(0, 599) i;
        insert into entities (type, id, properties) select 'generation', 'g' || i, '{"stage": "draft"}' from generate_series(0, 599) i;
        insert into policies (name, document) values ('archived', '{"effect":"deny","actions":["write"],"resourceTypes":["generation"],
            "condition":"has(resource.properties.stage) && resource.properties.stage == ''archived''"}');
        """;

    [Fact]
    public async Task A_thousand_evaluations_take_two_round_trips_when_cold_and_none_when_warm()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await database.RunAsync(World);
        await using var api = await StartAsync(database);
        using var caller = api.CreateCaller();
        var batch = new
        {
            action = new { name = "write" },
            evaluations = Enumerable.Range(0, 1000).Select(i => new
            {
                subject = Evaluations.Entity($"user:u{i % 20}"),
                resource = Evaluations.Entity($"generation:g{i % 600}"),
            }),
        };

        using var cold = new RoundTrips(database);
        var decisions = await caller.EvaluateAllAsync(batch);
        Assert.InRange(cold.Count, 1, 2);

        using var warm = new RoundTrips(database);
        var again = await caller.EvaluateAllAsync(batch);
        Assert.Equal(0, warm.Count);

        Assert.Equal(decisions.Select(Permits), again.Select(Permits));
        Assert.Contains(true, decisions.Select(Permits));
        Assert.Contains(false, decisions.Select(Permits));
    }

    [Fact]
    public async Task A_check_takes_two_round_trips_when_cold()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await database.RunAsync(World);
        await using var api = await StartAsync(database);
        using var caller = api.CreateCaller();

        using var cold = new RoundTrips(database);
        Assert.True(await caller.MayAsync("user:u1", "write", "generation:g5"));
        Assert.InRange(cold.Count, 1, 2);
    }

    [Fact]
    public async Task A4_a_check_for_the_user_acted_for_takes_no_more_of_them()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await database.RunAsync(World);
        await using var api = await StartAsync(database);
        using var caller = api.CreateActor("u1");

        using var cold = new RoundTrips(database);
        Assert.True(await caller.MayAsync("user:u1", "write", "generation:g5"));
        Assert.InRange(cold.Count, 1, 2);
    }

    [Fact]
    public async Task Connections_that_are_new_to_the_statements_of_a_load_take_no_more_of_them_on_the_wire()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await database.RunAsync(World);
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var wire = new StatementLog();
        await using var proxy = new DelayingProxy(address.Port, TimeSpan.Zero, hearer: wire);
        (address.Host, address.Port) = ("127.0.0.1", proxy.Port);
        await using var through = NpgsqlDataSource.Create(address);
        await using var api = await StartAsync(through);
        using var caller = api.CreateCaller();

        // So many connections that each meets the statements of a load for the first time.
        var pool = api.Services.GetRequiredKeyedService<NpgsqlDataSource>(PoolNames.Authorization);
        var connections = new List<NpgsqlConnection>();
        for (var i = 0; i < 4; i++) connections.Add(await pool.OpenConnectionAsync(TestContext.Current.CancellationToken));
        foreach (var connection in connections) await connection.DisposeAsync();
        for (var i = 0; i < 4; i++)
        {
            wire.Take();
            Assert.True(await caller.MayAsync($"user:u{(i * 4) + 1}", "write", $"generation:g{(i * 60) + 5}"));

            var trips = wire.Take();
            Assert.InRange(trips.Count(static trip => trip.IsLoad), 1, 2);
            Assert.DoesNotContain(trips, static trip => trip.Kind == StatementTripKind.Prepare);
        }

        // Once each of them has met all statements, none is parsed again.
        for (var i = 0; i < 24; i++) Assert.True(await caller.MayAsync("user:u1", "write", $"generation:g{(i * 12) + 11}"));
        wire.Take();
        for (var i = 24; i < 32; i++) Assert.True(await caller.MayAsync("user:u1", "write", $"generation:g{(i * 12) + 11}"));
        var loads = wire.Take().Where(static trip => trip.IsLoad).ToArray();
        Assert.NotEmpty(loads);
        Assert.All(loads, static trip => Assert.Empty(trip.Parsed));
    }

    /// <summary>
    /// With a clock that stands still meanwhile. The tests beside this one write on the same server, and a poll that overtakes a load makes
    /// the node ask again for what came along with it.
    /// </summary>
    private static Task<Api> StartAsync(NpgsqlDataSource database) => Api.StartAsync(database, static builder => builder
        .UseSetting("Velro:Clock:PollInterval", "00:00:10")
        .UseSetting("Velro:Clock:DegradedAfter", "00:00:30"));

    private static bool Permits(JsonElement decision) => decision.GetProperty("decision").GetBoolean();
}
