using Npgsql;
using Velro.Data.Feed;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>Whatever is folded when, base and changes together are all the changes there ever were.</summary>
public sealed class ChangeCompactorTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Folding_changes_nothing_of_what_a_node_loads()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AddUsersAsync(database, 1, 500);
        var before = Load(database);

        Assert.Equal(before.TailLength, await FoldAsync(database));
        var after = Load(database);
        await AddUsersAsync(database, 501, 600);
        Assert.Equal(100, await FoldAsync(database));

        Assert.Equal(0, after.TailLength);
        Assert.True(before.Sums.Values.SequenceEqual(after.Sums.Values));
        Assert.Equal(0, Load(database).TailLength);
        await using var check = database.CreateCommand("select count(*) from changes");
        Assert.Equal(0L, await check.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_transaction_that_was_open_at_the_mark_is_folded_by_a_later_one()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var late = await database.OpenConnectionAsync(Cancellation);
        await using var transaction = await late.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand("insert into users (id) values ('late')", late).ExecuteNonQueryAsync(Cancellation);
        await using var compactor = (await ChangeCompactor.TryBeginAsync(database, Cancellation))!;
        var mark = await compactor.MarkAsync(1000, Cancellation);

        await transaction.CommitAsync(Cancellation);
        await compactor.FoldAsync(mark, Cancellation);

        Assert.Equal(1, Load(database).TailLength);
        Assert.Equal(1, await compactor.FoldAsync(await compactor.MarkAsync(1000, Cancellation), Cancellation));
    }

    [Fact]
    public async Task A_node_that_asks_since_before_the_base_is_told_which_base_there_is()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var behind = database.PollOnce().Snapshot;
        await AddUsersAsync(database, 1, 10);
        await FoldAsync(database);

        var answer = database.PollOnce(behind);

        Assert.Empty(answer.Changes);
        Assert.False(behind.IsAtLeast(answer.Base!));
        Assert.True(answer.Snapshot.IsAtLeast(answer.Base!));
    }

    [Fact]
    public async Task One_compactor_works_at_a_time_and_another_takes_over()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using (await ChangeCompactor.TryBeginAsync(database, Cancellation))
            Assert.Null(await ChangeCompactor.TryBeginAsync(database, Cancellation));

        await using var next = await ChangeCompactor.TryBeginAsync(database, Cancellation);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_mark_that_another_fold_has_passed_or_of_another_run_of_the_server_is_given_up()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AddUsersAsync(database, 1, 20);
        await using var compactor = (await ChangeCompactor.TryBeginAsync(database, Cancellation))!;
        var early = await compactor.MarkAsync(1000, Cancellation);
        await AddUsersAsync(database, 21, 30);
        var late = await compactor.MarkAsync(1000, Cancellation);
        Assert.NotNull(await compactor.FoldAsync(late, Cancellation));
        var folded = Load(database);
        await AddUsersAsync(database, 31, 40);

        Assert.Null(await compactor.FoldAsync(early, Cancellation));
        var present = await compactor.MarkAsync(1000, Cancellation);
        var foreign = present with { Incarnation = present.Incarnation with { Marker = Guid.NewGuid() } };
        Assert.Null(await compactor.FoldAsync(foreign, Cancellation));

        Assert.Equal(folded.Answer.Base, Load(database).Answer.Base);
        Assert.Equal(10, Load(database).TailLength);
    }

    [Fact]
    public async Task With_writers_and_folds_at_once_a_follower_and_a_late_starter_agree()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var start = Load(database);
        var followed = new Dictionary<int, ulong>();
        var snapshot = start.Answer.Snapshot;
        using var feed = new ChangeFeed(database);
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => WriteAsync(database, writer)));
        await using var compactor = (await ChangeCompactor.TryBeginAsync(database, Cancellation))!;

        var mark = await compactor.MarkAsync(1, Cancellation);
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            var answer = feed.Poll(snapshot, Cancellation);
            Assert.True(answer.Base is null || snapshot.IsAtLeast(answer.Base), "Folding went past a node that follows.");
            foreach (var change in answer.Changes)
                followed[Slots.Of(change.SlotHash)] = unchecked(followed.GetValueOrDefault(Slots.Of(change.SlotHash)) + change.Nonce);
            snapshot = answer.Snapshot;
            await compactor.FoldAsync(mark, Cancellation);
            mark = await compactor.MarkAsync(1, Cancellation);
        }

        await writing;
        var end = Load(database);
        for (var slot = 0; slot < Slots.Count; slot++)
            Assert.Equal(end.Sums.Values[slot], unchecked(start.Sums.Values[slot] + followed.GetValueOrDefault(slot)));
    }

    [Fact]
    public async Task A_base_of_other_slots_is_neither_loaded_nor_folded()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var compactor = (await ChangeCompactor.TryBeginAsync(database, Cancellation))!;
        await database.CreateCommand("update revision_clock set slot_hash_version = 2").ExecuteNonQueryAsync(Cancellation);

        Assert.Throws<SlotFormatException>(() => Load(database));
        Assert.Throws<SlotFormatException>(() => database.PollOnce());
        await Assert.ThrowsAsync<SlotFormatException>(() => compactor.MarkAsync(1, Cancellation));
    }

    private static FeedLoad Load(NpgsqlDataSource database)
    {
        using var feed = new ChangeFeed(database);
        return feed.Load(Cancellation);
    }

    private static async Task<int?> FoldAsync(NpgsqlDataSource database)
    {
        await using var compactor = (await ChangeCompactor.TryBeginAsync(database, Cancellation))!;
        return await compactor.FoldAsync(await compactor.MarkAsync(1_000_000, Cancellation), Cancellation);
    }

    private static Task<int> AddUsersAsync(NpgsqlDataSource database, int from, int to) =>
        database.CreateCommand($"insert into users (id) select 'user-' || n from generate_series({from}, {to}) n").ExecuteNonQueryAsync(Cancellation);

    private static async Task WriteAsync(NpgsqlDataSource database, int writer)
    {
        var random = new Random(writer);
        for (var i = 0; i < 60; i++)
        {
            await using var connection = await database.OpenConnectionAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await new NpgsqlCommand($"insert into users (id) values ('w{writer}-{i}')", connection).ExecuteNonQueryAsync(Cancellation);
            if (random.Next(4) == 0) await new NpgsqlCommand("select pg_sleep(0.03)", connection).ExecuteNonQueryAsync(Cancellation);
            if (random.Next(5) == 0) await transaction.RollbackAsync(Cancellation);
            else await transaction.CommitAsync(Cancellation);
        }
    }
}
