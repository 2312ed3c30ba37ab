using Velro.Caching.Evaluations;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Caching;

/// <summary>What each tier keeps, and what reaches the database (DESIGN.md section 4, "Tiers").</summary>
public sealed class TierTests(PostgresFixture postgres)
{
    private const string Loads = "velro.cache.loads";
    private const string Reads = "velro.cache.reads";

    [Fact]
    public async Task What_was_read_is_counted_by_the_tier_that_had_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        var shared = new DictionaryCache();
        await using var first = await Node.StartAsync(database, shared);
        await first.AskAsync(new MayRead("alice", "p"));
        Assert.Equal((1, 1, 1), (Read("l3", "user"), Read("l3", "project"), Read("l3", "policy_set")));
        Assert.Equal(0, first.Measured.Of(Reads, "l0"));

        await first.AskAsync(new MayRead("alice", "p"));
        Assert.True(Read("l0", "user") > 0);
        Assert.Equal(1, Read("l3", "user"));

        await Eventually.TrueAsync(() => shared.Entries.Count == 3);
        await using var second = await Node.StartAsync(database, shared);
        await second.AskAsync(new MayRead("alice", "p"));
        Assert.Equal((3, 0), (second.Measured.Of(Reads, "l2"), second.Measured.Of(Reads, "l3")));

        long Read(string tier, string kind) => first.Measured.Of(Reads, tier, kind);
    }

    [Fact]
    public async Task Whoever_guesses_ids_reaches_the_database_once_for_each()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice");
        var shared = new DictionaryCache();
        await using var node = await Node.StartAsync(database, shared);
        Assert.True((await node.AskAsync(new MayRead("alice", "guess-1", "guess-2"))).Answer is [false, false]);
        var loads = node.Measured.Of(Loads);

        Assert.True((await node.AskAsync(new MayRead("alice", "guess-1", "guess-2"))).Answer is [false, false]);
        Assert.Equal(loads, node.Measured.Of(Loads));

        await Eventually.TrueAsync(() => shared.Entries.Count == 4);
        await using var other = await Node.StartAsync(database, shared);
        await other.AskAsync(new MayRead("alice", "guess-1", "guess-2"));
        Assert.Equal(0, other.Measured.Of(Loads));

        await database.RunAsync("insert into projects (id, owner_id, name, visibility) values ('guess-1', 'alice', 'G', 'private')");
        Assert.True((await node.AskAsync(new MayRead("alice", "guess-1", "guess-2"), Consistency.Full)).Answer is [true, false]);
    }

    [Fact]
    public async Task Many_who_miss_the_same_at_once_wait_for_one_load()
    {
        const int askers = 32;
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var node = await Node.StartAsync(database);
        await using var writer = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await writer.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new Npgsql.NpgsqlCommand("lock table projects in access exclusive mode", writer))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var asked = Enumerable.Range(0, askers).Select(_ => node.AskAsync(new MayRead("alice", "p"))).ToArray();
        await Eventually.TrueAsync(() => node.Measured.Of("velro.cache.loads.coalesced") >= 3 * (askers - 1));
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(asked);

        Assert.Equal(1, node.Measured.Of(Loads));
        Assert.Equal(1, node.Measured.Of(Reads, "l3", "project"));
    }

    [Fact]
    public async Task Whatever_a_batch_lacks_comes_in_one_load()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p", "q", "r");
        await database.RunAsync("insert into teams (id, name) values ('t', 'T'); insert into project_grants (project_id, team_id, role) values ('q', 't', 'viewer')");
        await using var node = await Node.StartAsync(database);
        var question = new MayRead("alice", "p", "q", "r");
        Assert.True((await node.AskAsync(question)).Answer is [false, false, false]);
        var loads = node.Measured.Of(Loads);

        // Contexts of three kinds are out of date at once.
        await database.RunAsync(
            """
            insert into team_members (user_id, team_id, role) values ('alice', 't', 'viewer');
            update projects set visibility = 'public' where id in ('p', 'r');
            insert into policies (name, document) values ('none', '{"effect":"deny","actions":["write"],"resourceTypes":["record"],"condition":"false"}');
            """);
        var evaluated = await node.AskAsync(question, Consistency.Full);

        Assert.Equal([true, true, true], evaluated.Answer);
        Assert.Equal(loads + 1, node.Measured.Of(Loads));
        Assert.True(node.Measured.Of("velro.cache.reads.stale") >= 4, "The user, two projects and the policy set are.");
    }

    [Fact]
    public async Task The_local_tier_keeps_to_its_limit_and_answers_stay_right()
    {
        const int projects = 3000;
        const long limit = 1 << 20;
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice");
        await database.RunAsync(
            $"""
            insert into projects (id, owner_id, name, visibility)
                select 'p' || i, case when i % 3 = 0 then 'alice' else 'owner' end, 'P', 'private' from generate_series(0, {projects - 1}) i;
            """);
        await using var node = await Node.StartAsync(database, cache: static cache => cache.MaximumLocalBytes = limit);

        foreach (var batch in Enumerable.Range(0, projects).Chunk(100))
        {
            var answer = (await node.AskAsync(new MayRead("alice", [.. batch.Select(static i => $"p{i}")]))).Answer;

            Assert.Equal(batch.Select(static i => i % 3 == 0), answer);
            Assert.InRange(node.Measured.Of("velro.cache.bytes", "l1"), 1, limit * 7 / 8);
            Assert.InRange(node.Measured.Of("velro.cache.bytes", "l0"), 1, limit / 8);
        }

        await Eventually.TrueAsync(() => node.Measured.Of("velro.cache.evictions", "capacity") > 0);
        Assert.InRange(node.Measured.Of("velro.cache.entries", "l0"), 1, projects / 10);
    }

    /// <summary>A context with very many grants is in the process with its true weight, and in no other's way.</summary>
    [Fact]
    public async Task A_context_too_large_for_the_shared_cache_is_loaded_once_by_each_node()
    {
        var database = await postgres.CreateDatabaseAsync();
        await AddCrowdedProjectAsync(database, grants: 5000);
        var shared = new DictionaryCache();
        await using var node = await Node.StartAsync(database, shared, cache: static cache => cache.MaximumSharedEntryBytes = 64 << 10);

        Assert.True((await node.AskAsync(new MayRead("u4999", "p"))).Answer[0]);
        var loads = node.Measured.Of(Loads);
        for (var i = 0; i < 5; i++) Assert.True((await node.AskAsync(new MayRead("u4999", "p"))).Answer[0]);

        Assert.Equal(loads, node.Measured.Of(Loads));
        Assert.Equal(1, node.Measured.Of("velro.cache.oversized", "l2"));
        Assert.Equal(0, node.Measured.Of("velro.cache.oversized", "l1"));
        Assert.True(node.Measured.Of("velro.cache.bytes", "l1") > 5000 * 50, "It counts as what it is.");
        await Eventually.TrueAsync(() => shared.Entries.Count == 2);
        Assert.All(shared.Entries.Values, static payload => Assert.True(payload.Length < 64 << 10));
    }

    [Fact]
    public async Task A_context_too_large_for_the_local_tier_is_answered_right_and_pushes_nothing_out()
    {
        var database = await postgres.CreateDatabaseAsync();
        await AddCrowdedProjectAsync(database, grants: 10_000);
        var shared = new DictionaryCache();
        await using var node = await Node.StartAsync(
            database, shared, cache: static cache => (cache.MaximumLocalBytes, cache.MaximumSharedEntryBytes) = (1 << 20, 64 << 10));

        for (var i = 0; i < 3; i++) Assert.True((await node.AskAsync(new MayRead("u9999", "p"))).Answer[0]);
        await database.RunAsync("delete from project_grants where user_id = 'u9999'");
        Assert.False((await node.AskAsync(new MayRead("u9999", "p"), Consistency.Full)).Answer[0]);

        Assert.Equal(4, node.Measured.Of("velro.cache.oversized", "l1"));
        Assert.Equal(1, node.Measured.Of(Reads, "l3", "user"));
        Assert.InRange(node.Measured.Of("velro.cache.bytes", "l1"), 1, 1 << 14);
    }

    [Fact]
    public async Task The_shared_cache_keeps_each_kind_for_its_time_and_no_two_entries_for_the_same()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", [.. Enumerable.Range(0, 20).Select(static i => $"p{i}")]);
        var shared = new DictionaryCache();
        await using var node = await Node.StartAsync(database, shared, cache: static cache =>
            (cache.SharedLifetimes.User, cache.SharedLifetimes.Project, cache.SharedLifetimes.PolicySet)
                = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(100)));
        await node.AskAsync(new MayRead("alice", [.. Enumerable.Range(0, 20).Select(static i => $"p{i}")]));
        await Eventually.TrueAsync(() => shared.Lifetimes.Count == 22);

        var minutes = shared.Lifetimes.Values.Select(static lifetime => lifetime.TotalMinutes).Order().ToArray();
        Assert.InRange(minutes[0], 0.9, 1);
        Assert.All(minutes[1..^1], static one => Assert.InRange(one, 9, 10));
        Assert.InRange(minutes[^1], 90, 100);
        Assert.True(minutes[1..^1].Distinct().Count() > 10);
    }

    [Theory]
    [InlineData("idle")]
    [InlineData("kind")]
    public async Task Lifetimes_that_make_no_sense_stop_the_start(string which)
    {
        var database = await postgres.CreateDatabaseAsync();

        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => Node.StartAsync(database, cache: cache =>
        {
            if (which == "idle") cache.LocalIdleLifetime = cache.LocalLifetime + TimeSpan.FromSeconds(1);
            else cache.SharedLifetimes.Team = TimeSpan.Zero;
        }));

        Assert.Contains(which == "idle" ? "LocalIdleLifetime" : "Team", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task AddCrowdedProjectAsync(Npgsql.NpgsqlDataSource database, int grants)
    {
        await database.AddWorldAsync("alice", "p");
        await database.RunAsync(
            $"""
            insert into users (id) select 'u' || i from generate_series(0, {grants - 1}) i;
            insert into project_grants (project_id, user_id, role) select 'p', 'u' || i, 'viewer' from generate_series(0, {grants - 1}) i;
            """);
    }
}
