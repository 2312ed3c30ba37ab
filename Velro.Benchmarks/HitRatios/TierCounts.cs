using System.Collections.Concurrent;
using Velro.Authorization.Contexts;
using Velro.Caching.Tiers;

namespace Velro.Benchmarks.HitRatios;

/// <summary>Counts where the contexts of questions were found, each context once for a question.</summary>
/// <param name="before">What was asked about before, by this node or the one before it.</param>
internal sealed class TierCounts(TierCounts? before)
{
    private readonly ConcurrentDictionary<ContextKey, bool> _asked = new(before?._asked ?? []);
    private readonly ConcurrentDictionary<ContextKey, bool> _notAskedAgain = new(before?._asked ?? []);
    private readonly long[] _counts = new long[4];
    private readonly long[] _countsOfFirstAsks = new long[4];
    private long _neverAsked;

    /// <summary>The share that this process had.</summary>
    public double LocalRatio => Share(Of(CacheTier.Memo) + Of(CacheTier.Local), _counts.Sum());

    /// <summary>The share that the memo had.</summary>
    public double MemoRatio => Share(Of(CacheTier.Memo), _counts.Sum());

    /// <summary>The share that nobody had ever asked about before, which no cache can have.</summary>
    public double NewRatio => Share(_neverAsked, _counts.Sum());

    /// <summary>Of what this process did not have, the share that the shared cache had.</summary>
    public double SharedRatio => Share(Of(CacheTier.Shared), Of(CacheTier.Shared) + Of(CacheTier.Database));

    /// <summary>The same, of what was asked about before and now for the first time: after a restart, what the restart made a miss.</summary>
    public double SharedRatioOfFirstAsks => Share(
        _countsOfFirstAsks[(int)CacheTier.Shared], _countsOfFirstAsks[(int)CacheTier.Shared] + _countsOfFirstAsks[(int)CacheTier.Database]);

    public void Add(IReadOnlyDictionary<ContextKey, CacheTier> tiers)
    {
        foreach (var (key, tier) in tiers)
        {
            Interlocked.Increment(ref _counts[(int)tier]);
            if (_notAskedAgain.TryRemove(key, out _)) Interlocked.Increment(ref _countsOfFirstAsks[(int)tier]);
            else if (_asked.TryAdd(key, true)) Interlocked.Increment(ref _neverAsked);
        }
    }

    private long Of(CacheTier tier) => Volatile.Read(ref _counts[(int)tier]);

    private static double Share(long part, long all) => (double)part / Math.Max(1, all);
}
