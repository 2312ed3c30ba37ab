using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Feed;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>What happens beside reading and writing: changes are folded, caches flushed, nodes restarted, and the shared cache fails.</summary>
internal sealed class Faults(NpgsqlDataSource database, Nodes nodes, int nodeCount, Names names, IFailingCache shared, HistoryPlan plan)
{
    /// <summary>How many kinds of contexts there are.</summary>
    private static readonly int Kinds = Enum.GetValues<ContextKind>().Length;

    private int _folds;
    private int _beatenFolds;

    /// <summary>How often changes were folded.</summary>
    public int Folds => _folds;

    /// <summary>How often they were not, since another compactor was faster or something was flushed meanwhile.</summary>
    public int BeatenFolds => _beatenFolds;

    /// <summary>How often a node's feed stood still.</summary>
    public int Delays { get; private set; }

    /// <summary>Lets all of it happen until it is told to end.</summary>
    public async Task RunAsync(CancellationToken done)
    {
        await using var compacting = plan.IsCompactedByTwo ? await WithoutLockAsync() : NpgsqlDataSource.Create(database.ConnectionString);
        await Task.WhenAll(
            CompactAsync(compacting, RandomOf(0), done),
            CompactAsync(compacting, RandomOf(1), done),
            plan.IsFlushed ? RepeatAsync(FlushAsync, 300, RandomOf(2), done) : Task.CompletedTask,
            RepeatAsync(random => nodes.RestartAsync(random.Next(nodeCount)), 500, RandomOf(3), done),
            RepeatAsync(shared.FailAsync, shared.Pace, RandomOf(4), done),
            plan.IsFeedFrozen ? RepeatAsync(DelayFeedAsync, 500, RandomOf(5), done) : Task.CompletedTask);
    }

    private Random RandomOf(int number) => new(plan.Seed * 1000 + 200 + number);

    /// <summary>Connections on which the lock of compactors is given to everyone, as behind a pooler of transactions.</summary>
    private async Task<NpgsqlDataSource> WithoutLockAsync()
    {
        await database.RunAsync(
            """
            create schema everyone;
            create function everyone.pg_try_advisory_lock(bigint) returns boolean language sql return true;
            """);
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        settings.Options += " -c search_path=everyone,pg_catalog,public";
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }

    /// <summary>Two do this at a time, of which one finds the other at work, until that one pauses; or both work.</summary>
    private async Task CompactAsync(NpgsqlDataSource compacting, Random random, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            if (await ChangeCompactor.TryBeginAsync(compacting, CancellationToken.None) is { } compactor)
            {
                await using (compactor)
                {
                    for (var i = 0; i < 4 && !done.IsCancellationRequested; i++)
                    {
                        var mark = await compactor.MarkAsync(int.MaxValue, CancellationToken.None);
                        await Task.Delay(random.Next(60), CancellationToken.None);
                        var folded = await compactor.FoldAsync(mark, CancellationToken.None);
                        if (folded is > 0) Interlocked.Increment(ref _folds);
                        if (folded is null) Interlocked.Increment(ref _beatenFolds);
                    }
                }
            }

            await Task.Delay(random.Next(40), CancellationToken.None);
        }
    }

    private Task FlushAsync(Random random) => database.RunAsync(random.Next(4) switch
    {
        0 => "select draw_flush_value()",
        1 => $"select append_change(3::smallint, '', '{Names.Any(random, names.Projects)}')",
        _ => $"select draw_flush_value({random.Next(1, Kinds + 1)}::smallint)",
    });

    /// <summary>The server's process behind one node's feed stands still, and goes on.</summary>
    private async Task DelayFeedAsync(Random random)
    {
        await using var find = database.CreateCommand(
            "select pid from pg_stat_activity where query like '/* velro:feed.poll */%' order by random() limit 1");
        if (await find.ExecuteScalarAsync(CancellationToken.None) is not int process) return;

        Freezing.Freeze(process);
        await Task.Delay(random.Next(400), CancellationToken.None);
        Freezing.Thaw(process);
        Delays++;
    }

    private static async Task RepeatAsync(Func<Random, Task> act, int pace, Random random, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await Task.Delay(random.Next(2 * pace), CancellationToken.None);
            await act(random);
        }
    }
}
