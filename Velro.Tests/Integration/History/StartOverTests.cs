using Npgsql;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Feed;
using Velro.Data.Transactions;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>
/// What a node that starts, or starts over, takes for its own. Random histories come to these states by luck only; here they are made.
/// </summary>
public sealed class StartOverTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// A base without what was folded earlier says the same of an entity after each fold. A node that starts then finds in the shared cache
    /// what was true at an earlier one.
    /// </summary>
    [Fact]
    public async Task A_node_that_starts_after_many_folds_knows_the_changes_of_all_of_them()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        var shared = new DictionaryCache();
        for (var round = 0; round < 4; round++)
        {
            var isGranted = round % 2 == 0;
            await database.RunAsync(isGranted
                ? "insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')"
                : "delete from project_grants");
            for (var fold = 0; fold < 2; fold++) await FoldAsync(database);

            await using var node = await Node.StartAsync(database, shared);
            var entries = shared.Entries.Count;
            Assert.Equal(isGranted, (await node.AskAsync(new MayRead("alice", "p"))).Answer[0]);
            await Eventually.TrueAsync(() => shared.Entries.Count > entries);
        }
    }

    /// <summary>
    /// A load that was asked for under the clock of the lost run is answered by the next one, which took ids again that the first had handed
    /// out for nothing: the load was told what changed since, and not what those ids changed.
    /// </summary>
    [Fact]
    public async Task What_was_asked_before_a_crash_is_not_taken_after_it()
    {
        await using var server = await TemporaryPostgres.StartAsync();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await PostgresFixture.MigrateAsync(database, withDemo: false);
        await database.AddWorldAsync("alice", "p");

        // Nothing but what the test asks for makes the clock move.
        var shared = new DictionaryCache();
        await using var node = await Node.StartAsync(
            database,
            shared,
            new PatientTime(),
            static clock => (clock.PollInterval, clock.DegradedAfter) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)));
        Assert.False((await node.AskAsync(new MayRead("alice", "p"))).Answer[0]);

        server.FreezeLogWriter();
        await HandOutIdsAsync(database, count: 200, "rollback");
        await node.Follower.CatchUpAsync(Cancellation);
        var lost = node.Clock.Current!;

        // The load is marked, and then waits for the shared cache.
        var (isHeld, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        shared.Before = _ =>
        {
            isHeld.TrySetResult();
            return goesOn.Task;
        };
        var held = node.AskAsync(new MayRead("alice", "another"));
        await isHeld.Task;

        await server.KillAsync();
        await server.StartAgainAsync();
        database.Clear();
        await Eventually.TrueAsync(() => IsFollowedAgainAsync(node, lost));
        var (granted, id) = await GrantAsync(database);
        await HandOutIdsAsync(database, count: 400, "commit");
        Assert.True(lost.Snapshot.Sees(id), "The id was not handed out again.");
        Assert.False(node.Clock.Current!.Snapshot.Sees(id), "The node knows already.");

        shared.Before = static _ => Task.CompletedTask;
        goesOn.SetResult();
        await held;

        Assert.True((await node.AskAsync(new MayRead("alice", "p"), Consistency.Since(granted))).Answer[0]);
    }

    private static async Task FoldAsync(NpgsqlDataSource database)
    {
        await using var compactor = (await ChangeCompactor.TryBeginAsync(database, Cancellation))!;
        Assert.NotNull(await compactor.FoldAsync(await compactor.MarkAsync(int.MaxValue, Cancellation), Cancellation));
    }

    private static async Task<bool> IsFollowedAgainAsync(Node node, ClockState lost)
    {
        try
        {
            await node.Follower.CatchUpAsync(Cancellation);
        }
        catch (NpgsqlException)
        {
            // The connection that is lost, at first.
        }

        return node.Clock.Current is { } current && current.Start != lost.Start;
    }

    /// <summary>Transactions that write nothing.</summary>
    private static Task HandOutIdsAsync(NpgsqlDataSource database, int count, string end) => database.RunAsync(
        $"do $$ begin for i in 1..{count} loop perform pg_current_xact_id(); {end}; end loop; end $$");

    private static Task<(Revision Revision, ulong Id)> GrantAsync(NpgsqlDataSource database) => new Store(database, TimeProvider.System).WriteAsync(
        static async transaction =>
        {
            await transaction.ExecuteAsync("insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')");
            return (Revision.Of(transaction.Incarnation, transaction.Snapshot), transaction.Snapshot.Xmax - 1);
        },
        Cancellation);

    /// <summary>No timer of it ever comes: what waits for the shared cache waits until it answers.</summary>
    private sealed class PatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
