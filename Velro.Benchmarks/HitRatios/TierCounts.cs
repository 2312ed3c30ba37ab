using Velro.Authorization.Contexts;
using Velro.Caching.Tiers;

namespace Velro.Benchmarks.HitRatios;

/// <summary>Counts where the contexts of questions were found, each context once for a question.</summary>
internal sealed class TierCounts
{
    private readonly long[] _counts = new long[4];

    public double LocalRatio => (double)(Of(CacheTier.Memo) + Of(CacheTier.Local)) / _counts.Sum();

    /// <summary>Of what this process did not have, the share that the shared cache had.</summary>
    public double SharedRatio => (double)Of(CacheTier.Shared) / Math.Max(1, Of(CacheTier.Shared) + Of(CacheTier.Database));

    public double MemoRatio => (double)Of(CacheTier.Memo) / _counts.Sum();

    public void Add(IReadOnlyDictionary<ContextKey, CacheTier> tiers)
    {
        foreach (var tier in tiers.Values) Interlocked.Increment(ref _counts[(int)tier]);
    }

    private long Of(CacheTier tier) => Volatile.Read(ref _counts[(int)tier]);
}
