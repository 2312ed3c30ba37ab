using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;
using Velro.Data.Feed;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

public sealed class ChangeFeedTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_began_first_and_commits_last_is_told_then()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var feed = new ChangeFeed(database);
        await using var connection = await database.OpenConnectionAsync(Cancellation);
        await using var late = await connection.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand("insert into users (id) values ('late')", connection).ExecuteNonQueryAsync(Cancellation);
        var start = feed.Poll(FeedExtensions.Nothing, Cancellation);

        await database.CreateCommand("insert into users (id) values ('early')").ExecuteNonQueryAsync(Cancellation);
        var first = feed.Poll(start.Snapshot, Cancellation);
        Assert.Equal([Slot("early")], first.Changes.Select(static change => change.SlotHash));

        await late.CommitAsync(Cancellation);
        var second = feed.Poll(first.Snapshot, Cancellation);
        var change = Assert.Single(second.Changes);
        Assert.Equal(Slot("late"), change.SlotHash);
        Assert.True(second.Snapshot.Sees(change.Xid) && !first.Snapshot.Sees(change.Xid));
        Assert.Empty(feed.Poll(second.Snapshot, Cancellation).Changes);
    }

    [Fact]
    public async Task What_is_rolled_back_is_never_told()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var feed = new ChangeFeed(database);
        var start = feed.Poll(FeedExtensions.Nothing, Cancellation);
        await using (var connection = await database.OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await new NpgsqlCommand("insert into users (id) values ('nobody')", connection).ExecuteNonQueryAsync(Cancellation);
            await transaction.RollbackAsync(Cancellation);
        }

        Assert.Empty(feed.Poll(start.Snapshot, Cancellation).Changes);
    }

    [Fact]
    public async Task A_question_without_a_snapshot_is_answered_with_every_change()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.CreateCommand("insert into users (id) select 'user-' || n from generate_series(1, 50) n").ExecuteNonQueryAsync(Cancellation);

        var answer = database.PollOnce();

        var told = answer.Changes.Select(static change => (change.Xid, change.Nonce, change.SlotHash)).ToHashSet();
        Assert.Equal(await AllChangesAsync(database), told);
        Assert.Subset(told.Select(static change => change.SlotHash).ToHashSet(), Enumerable.Range(1, 50).Select(static n => Slot($"user-{n}")).ToHashSet());
    }

    /// <summary>Writers with short and long transactions, a fifth rolled back; two followers at different paces; and a late starter.</summary>
    [Fact]
    public async Task With_many_writers_each_follower_is_told_each_change_exactly_once()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var feed = new ChangeFeed(database);
        using var other = new ChangeFeed(database);
        var start = feed.Poll(FeedExtensions.Nothing, Cancellation);
        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(writer => WriteAsync(database, writer)));

        var followers = await Task.WhenAll(FollowAsync(feed, start, writing, pause: 1), FollowAsync(other, start, writing, pause: 20));

        var expected = (await AllChangesAsync(database)).Except(start.Changes.Select(static change => (change.Xid, change.Nonce, change.SlotHash))).ToHashSet();
        Assert.True(expected.Count > 100);
        foreach (var told in followers)
        {
            Assert.Equal(told.Count, told.Distinct().Count());
            Assert.Equal(expected, told.Select(static change => (change.Xid, change.Nonce, change.SlotHash)).ToHashSet());
        }
    }

    [Fact]
    public async Task An_answer_tells_the_server_and_its_time()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var answer = database.PollOnce();

        await using var reader = await database.CreateCommand(
            """
            select (select system_identifier from pg_control_system()), (select timeline_id from pg_control_checkpoint()),
                   (select oid from pg_database where datname = current_database()), pg_postmaster_start_time(),
                   (select system_identifier from installation)
            """).ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        Assert.Equal((ulong)reader.GetInt64(0), answer.Incarnation.SystemIdentifier);
        Assert.Equal((uint)reader.GetInt32(1), answer.Incarnation.Timeline);
        Assert.Equal(reader.GetFieldValue<uint>(2), answer.Incarnation.DatabaseOid);
        Assert.Equal(reader.GetFieldValue<DateTimeOffset>(3), answer.Incarnation.PostmasterStart);
        Assert.Equal(reader.GetInt64(0), reader.GetInt64(4));
        Assert.InRange(answer.DatabaseTime, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Nodes_that_ask_at_the_same_moment_agree_on_the_marker()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => database.PollOnce(), Cancellation)));
        Assert.Single(answers.Select(static answer => answer.Incarnation).Distinct());
    }

    /// <summary>A generic plan that guesses a third of the feed would read all of it, forty times a second on every node.</summary>
    [Fact]
    public async Task A_poll_reads_the_index_also_under_a_generic_plan()
    {
        await using var all = await postgres.CreateDatabaseAsync();
        await all.CreateCommand("insert into users (id) select 'user-' || n from generate_series(1, 20000) n; analyze changes").ExecuteNonQueryAsync(Cancellation);
        var options = new NpgsqlConnectionStringBuilder(all.ConnectionString) { MaxPoolSize = 1, Options = "-c plan_cache_mode=force_generic_plan" };
        await using var database = NpgsqlDataSource.Create(options);
        using var feed = new ChangeFeed(database);
        var snapshot = feed.Poll(FeedExtensions.Nothing, Cancellation).Snapshot;
        feed.Dispose();
        var before = await ScansAsync(database);

        for (var i = 0; i < 10; i++) snapshot = feed.Poll(snapshot, Cancellation).Snapshot;

        feed.Dispose();
        var after = await ScansAsync(database);
        Assert.Equal(before.Table, after.Table);
        Assert.True(after.Index >= before.Index + 10);
    }

    private static async Task<(long Table, long Index)> ScansAsync(NpgsqlDataSource database)
    {
        await database.CreateCommand("select pg_stat_force_next_flush()").ExecuteNonQueryAsync(Cancellation);
        await using var reader = await database.CreateCommand("select seq_scan, idx_scan from pg_stat_user_tables where relname = 'changes'").ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static ulong Slot(string userId) => ContextIdentity.SlotHashOf(ContextKey.User(userId));

    private static async Task<HashSet<(ulong Xid, ulong Nonce, ulong SlotHash)>> AllChangesAsync(NpgsqlDataSource database)
    {
        var changes = new HashSet<(ulong, ulong, ulong)>();
        await using var reader = await database.CreateCommand("select xid, nonce, slot_hash from changes").ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            changes.Add((reader.GetFieldValue<ulong>(0), unchecked((ulong)reader.GetInt64(1)), unchecked((ulong)reader.GetInt64(2))));
        return changes;
    }

    private static async Task WriteAsync(NpgsqlDataSource database, int writer)
    {
        var random = new Random(writer);
        for (var i = 0; i < 40; i++)
        {
            await using var connection = await database.OpenConnectionAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await using var command = new NpgsqlCommand("insert into users (id) values ($1); ", connection) { Parameters = { new() { Value = $"w{writer}-{i}" } } };
            await command.ExecuteNonQueryAsync(Cancellation);
            if (random.Next(4) == 0) await Task.Delay(random.Next(60), Cancellation);
            if (random.Next(5) == 0) await transaction.RollbackAsync(Cancellation);
            else await transaction.CommitAsync(Cancellation);
        }
    }

    private static async Task<List<Change>> FollowAsync(ChangeFeed feed, FeedAnswer start, Task writing, int pause)
    {
        var told = new List<Change>();
        for (var snapshot = start.Snapshot; ;)
        {
            var isLast = writing.IsCompleted;
            var answer = feed.Poll(snapshot, Cancellation);
            Assert.True(answer.Snapshot.IsAtLeast(snapshot));
            told.AddRange(answer.Changes);
            snapshot = answer.Snapshot;
            if (isLast)
            {
                await writing;
                return told;
            }

            await Task.Delay(pause, Cancellation);
        }
    }
}
