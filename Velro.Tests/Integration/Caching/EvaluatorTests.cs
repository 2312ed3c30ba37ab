using Npgsql;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Feed;
using Velro.Data.Transactions;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Caching;

public sealed class EvaluatorTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_answer_follows_the_database()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var node = await Node.StartAsync(database);

        Assert.False(await MayReadAsync(node));
        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')");
        Assert.True(await MayReadAsync(node));
        await database.RunAsync("delete from project_grants");
        Assert.False(await MayReadAsync(node));
    }

    [Fact]
    public async Task An_answer_since_a_revision_has_everything_that_the_revision_has()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var ahead = await Node.StartAsync(database);
        await using var behind = await Node.StartAsync(database, configure: static clock => clock.PollInterval = TimeSpan.FromSeconds(10));
        Assert.False((await behind.AskAsync(new MayRead("alice", "p"))).Answer[0]);

        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')");
        var revision = (await ahead.AskAsync(new MayRead("alice", "p"), Consistency.Full)).Revision;

        Assert.True((await behind.AskAsync(new MayRead("alice", "p"), Consistency.Since(revision))).Answer[0]);
    }

    /// <summary>Neither of two writes at the same moment includes the other: whoever asks for both waits for both.</summary>
    [Fact]
    public async Task An_answer_since_two_overlapping_writes_has_both()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p", "q");
        await using var node = await Node.StartAsync(
            database, configure: static clock => (clock.PollInterval, clock.DegradedAfter) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)));
        var store = new Store(database, TimeProvider.System);
        var isSecondDone = new TaskCompletionSource();
        var first = store.WriteAsync(
            async transaction =>
            {
                var revision = await GrantAsync(transaction, "p");
                await isSecondDone.Task;
                return revision;
            },
            TestContext.Current.CancellationToken);
        var second = await store.WriteAsync(transaction => GrantAsync(transaction, "q"), TestContext.Current.CancellationToken);
        await node.Follower.CatchUpAsync(TestContext.Current.CancellationToken);
        isSecondDone.SetResult();

        var both = Consistency.Of([Consistency.Since(await first), Consistency.Since(second)]);

        for (var round = 0; round < 2; round++)
            Assert.DoesNotContain(false, (await node.AskAsync(new MayRead("alice", "p", "q"), both)).Answer);

        static async Task<Revision> GrantAsync(StoreTransaction transaction, string project)
        {
            await transaction.ExecuteAsync("insert into project_grants (project_id, user_id, role) values ($1, 'alice', 'viewer')", project);
            return Revision.Of(transaction.Incarnation, transaction.Snapshot);
        }
    }

    /// <summary>A clock that starts over reads all there is, which takes a while, and may then be of before what was reached meanwhile.</summary>
    [Fact]
    public async Task A_clock_that_is_set_back_in_the_middle_of_an_evaluation_does_not_take_back_what_was_asked_for()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p", "q");
        await using var node = await Node.StartAsync(
            database, configure: static clock => (clock.PollInterval, clock.DegradedAfter) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)));
        using var feed = new ChangeFeed(database);
        var early = feed.Load(TestContext.Current.CancellationToken);
        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')");
        var revision = (await node.AskAsync(new MayRead("alice", "q"), Consistency.Full)).Revision;
        var now = Moment.Now(TimeProvider.System);

        var times = 0;
        var evaluated = await node.AskAsync(
            new MayRead("alice", "p", "q") { InTheMiddle = () => { if (times++ == 0) node.Clock.StartOver(early, new RoundTrip(now, now)); } },
            Consistency.Since(revision));

        Assert.True(evaluated.Revision.IsAtLeast(revision));
        Assert.True(evaluated.Answer[0]);
    }

    /// <summary>
    /// A poll is of a later time than the question's expiries were compared with. What it brought decides whether the question is asked anew.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_poll_in_the_middle_of_an_evaluation_has_it_begun_again_only_when_it_brought_a_change(bool isChange)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p", "q");
        await using var node = await Node.StartAsync(
            database, configure: static clock => (clock.PollInterval, clock.DegradedAfter) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)));
        await node.AskAsync(new MayRead("alice", "p", "q"));
        if (isChange) await database.RunAsync("insert into users (id) values ('bob')");
        using var feed = new ChangeFeed(database);

        var times = 0;
        var evaluated = await node.AskAsync(new MayRead("alice", "p", "q") { InTheMiddle = () => { if (times++ == 0) Poll(); } });

        Assert.Equal(isChange ? 2 : 1, times);
        Assert.Equal(isChange, evaluated.EvaluatedAt >= node.Clock.Current!.DatabaseTime);

        void Poll()
        {
            var (asked, now) = (node.Clock.Current!, Moment.Now(TimeProvider.System));
            var answer = feed.Poll(asked.Snapshot, TestContext.Current.CancellationToken);
            Assert.True(node.Clock.TryTake(answer with { DatabaseTime = answer.DatabaseTime.AddSeconds(1) }, asked, new RoundTrip(now, now)));
        }
    }

    [Fact]
    public async Task A_revision_of_another_run_of_the_database_is_refused()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var node = await Node.StartAsync(database);
        var foreign = node.Clock.Current!.Revision with { Lineage = 1 };

        var refusal = await Assert.ThrowsAsync<RevisionUnavailableException>(() => node.AskAsync(new MayRead("alice", "p"), Consistency.Since(foreign)));

        Assert.Equal(RevisionUnavailableException.Lineage, refusal.Code);
    }

    [Fact]
    public async Task A_grant_ends_at_its_instant_although_nothing_is_written()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await database.RunAsync(
            "insert into project_grants (project_id, user_id, role, expires_at) values ('p', 'alice', 'viewer', now() + interval '2 seconds')");
        await using var node = await Node.StartAsync(database);

        var evaluated = await node.AskAsync(new MayRead("alice", "p"));
        Assert.True(evaluated.Answer[0]);
        await Eventually.TrueAsync(async () => !(await node.AskAsync(new MayRead("alice", "p"))).Answer[0]);
    }

    /// <summary>A node whose clock is behind the database's does not keep a grant alive, and one that is ahead does not end it early.</summary>
    [Theory]
    [InlineData(-1, "-1 minute", false)]
    [InlineData(1, "30 minutes", true)]
    public async Task The_database_tells_the_time_when_the_node_is_off(int hours, string expires, bool mayRead)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await database.RunAsync(
            $"insert into project_grants (project_id, user_id, role, expires_at) values ('p', 'alice', 'viewer', now() + interval '{expires}')");
        await using var node = await Node.StartAsync(
            database,
            time: new OffsetTime { Offset = TimeSpan.FromHours(hours) },
            configure: static clock => clock.MaximumOffset = TimeSpan.FromHours(2));

        Assert.Equal(mayRead, (await node.AskAsync(new MayRead("alice", "p"))).Answer[0]);
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public async Task A_node_whose_clock_is_far_off_the_database_s_does_not_answer(int seconds)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var node = await Node.StartAsync(database, time: new OffsetTime { Offset = TimeSpan.FromSeconds(seconds) });

        var refusal = await Assert.ThrowsAsync<RevisionUnavailableException>(() => node.AskAsync(new MayRead("alice", "p")));

        Assert.Equal(RevisionUnavailableException.Skewed, refusal.Code);
    }

    [Fact]
    public async Task A_second_node_finds_in_the_shared_cache_what_the_first_one_loaded()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        var shared = new DictionaryCache();
        await using var first = await Node.StartAsync(database, shared);
        await using var second = await Node.StartAsync(database, shared);
        await first.AskAsync(new MayRead("alice", "p"));
        await Eventually.TrueAsync(() => shared.Entries.Count == 3);

        // The database is out of reach for loads, not for the clock: what the second node answers comes from the shared cache.
        await using var writer = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await writer.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("lock table users, projects in access exclusive mode", writer))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.False((await second.AskAsync(new MayRead("alice", "p"))).Answer[0]);
    }

    [Fact]
    public async Task What_somebody_wrote_into_the_shared_cache_is_not_believed()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "mine", "theirs");
        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('mine', 'alice', 'admin')");
        var shared = new DictionaryCache();
        await using (var writer = await Node.StartAsync(database, shared))
        {
            await writer.AskAsync(new MayRead("alice", "mine", "theirs"));
            await Eventually.TrueAsync(() => shared.Entries.Count == 4);
        }

        // Every payload is moved to every other key, one after the other: among them, the project that alice may read onto the one she may not.
        var payloads = shared.Entries.Values.ToArray();
        foreach (var payload in payloads)
        {
            foreach (var key in shared.Entries.Keys.ToArray()) shared.Entries[key] = payload;
            await using var reader = await Node.StartAsync(database, shared);

            var answer = (await reader.AskAsync(new MayRead("alice", "mine", "theirs"))).Answer;
            Assert.Equal([true, false], answer);
        }
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("broken")]
    public async Task A_shared_cache_that_is_of_no_use_does_not_stop_an_answer(string how)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        var shared = new DictionaryCache
        {
            Before = how == "slow"
                ? static cancellation => Task.Delay(Timeout.Infinite, cancellation)
                : static _ => Task.FromException(new TimeoutException("The shared cache is away.")),
        };
        await using var node = await Node.StartAsync(database, shared);

        Assert.False(await MayReadAsync(node));
    }

    [Fact]
    public async Task A_node_that_has_lost_the_database_says_so_and_stops_answering_when_its_clock_is_too_old()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p", "q");
        var time = new OffsetTime();
        await using var node = await Node.StartAsync(database, time: time, configure: static clock => clock.PollInterval = TimeSpan.FromSeconds(10));
        Assert.False((await node.AskAsync(new MayRead("alice", "p"))).IsDegraded);

        time.Offset = TimeSpan.FromSeconds(2);
        Assert.True((await node.AskAsync(new MayRead("alice", "p"))).IsDegraded);
        Assert.Equal(RevisionUnavailableException.StoreUnavailable, await RefusalAsync(new MayRead("alice", "q"), default));
        Assert.Equal(RevisionUnavailableException.Unreached, await RefusalAsync(new MayRead("alice", "p"), Consistency.Full));

        time.Offset = TimeSpan.FromSeconds(31);
        Assert.Equal(RevisionUnavailableException.TooOld, await RefusalAsync(new MayRead("alice", "p"), default));

        async Task<string> RefusalAsync(MayRead question, Consistency consistency) =>
            (await Assert.ThrowsAsync<RevisionUnavailableException>(() => node.AskAsync(question, consistency))).Code;
    }

    [Fact]
    public async Task With_a_staleness_bound_of_zero_no_answer_is_degraded()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        var time = new OffsetTime();
        await using var node = await Node.StartAsync(
            database,
            time: time,
            configure: static clock => (clock.PollInterval, clock.StalenessBound) = (TimeSpan.FromSeconds(10), TimeSpan.Zero));
        await node.AskAsync(new MayRead("alice", "p"));

        time.Offset = TimeSpan.FromSeconds(1.5);

        var refusal = await Assert.ThrowsAsync<RevisionUnavailableException>(() => node.AskAsync(new MayRead("alice", "p")));
        Assert.Equal(RevisionUnavailableException.TooOld, refusal.Code);
    }

    [Fact]
    public async Task A_node_that_cannot_compile_the_stored_policies_answers_nothing_until_it_can()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var node = await Node.StartAsync(database);
        Assert.False(await MayReadAsync(node));

        await database.RunAsync("""insert into policies (name, document) values ('newer', '{"effect":"allow","actions":["read"],"resourceTypes":["record"],"condition":"later()"}')""");

        var refusal = await Assert.ThrowsAsync<RevisionUnavailableException>(() => node.AskAsync(new MayRead("alice", "p"), Consistency.Full));
        Assert.Equal(RevisionUnavailableException.PoliciesUnreadable, refusal.Code);
        await database.RunAsync("delete from policies");
        Assert.False(await MayReadAsync(node));
    }

    private static Task<bool> MayReadAsync(Node node) => MayReadAsync(node, Consistency.Full);

    private static async Task<bool> MayReadAsync(Node node, Consistency consistency) =>
        (await node.AskAsync(new MayRead("alice", "p"), consistency)).Answer[0];
}
