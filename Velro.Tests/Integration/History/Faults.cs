using Npgsql;
using Velro.Data.Feed;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Integration.History;

/// <summary>What happens beside reading and writing: changes are folded, caches flushed, nodes restarted, and the shared cache fails.</summary>
internal sealed class Faults(NpgsqlDataSource database, Nodes nodes, int nodeCount, Names names, DictionaryCache? shared, int seed)
{
    private int _folds;

    /// <summary>How often changes were folded.</summary>
    public int Folds => _folds;

    /// <summary>Lets all of it happen until it is told to end.</summary>
    public Task RunAsync(CancellationToken done) => Task.WhenAll(
        CompactAsync(new Random(seed), done),
        CompactAsync(new Random(seed + 1), done),
        RepeatAsync(FlushAsync, 300, new Random(seed + 2), done),
        RepeatAsync(random => nodes.RestartAsync(random.Next(nodeCount)), 500, new Random(seed + 3), done),
        shared is null ? Task.CompletedTask : RepeatAsync(FailSharedAsync, 300, new Random(seed + 4), done));

    /// <summary>Two do this at a time, of which one finds the other at work, until that one pauses.</summary>
    private async Task CompactAsync(Random random, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            if (await ChangeCompactor.TryBeginAsync(database, CancellationToken.None) is { } compactor)
            {
                await using (compactor)
                {
                    for (var i = 0; i < 4 && !done.IsCancellationRequested; i++)
                    {
                        var mark = await compactor.MarkAsync(int.MaxValue, CancellationToken.None);
                        await Task.Delay(random.Next(60), CancellationToken.None);
                        if (await compactor.FoldAsync(mark, CancellationToken.None) is > 0) Interlocked.Increment(ref _folds);
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
        _ => $"select draw_flush_value({random.Next(1, 8)}::smallint)",
    });

    /// <summary>It is slow, or fails, or has forgotten all, or goes back to what it had a while ago, as one that was restored does.</summary>
    private async Task FailSharedAsync(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                shared!.Before = static token => Task.Delay(20, token);
                break;
            case 1:
                shared!.Before = static _ => throw new IOException("The shared cache does not answer.");
                break;
            case 2:
                shared!.Entries.Clear();
                break;
            default:
                var earlier = shared!.Entries.ToArray();
                await Task.Delay(random.Next(300), CancellationToken.None);
                foreach (var (key, value) in earlier) shared.Entries[key] = value;
                break;
        }

        await Task.Delay(random.Next(60), CancellationToken.None);
        shared.Before = static _ => Task.CompletedTask;
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
