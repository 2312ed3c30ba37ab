using System.Diagnostics.Metrics;
using Velro.Authorization.Contexts;
using Velro.Caching.Tiers;

namespace Velro.Caching;

/// <summary>Counts reads by tier and kind for whoever looks: a warm check reads a handful of contexts.</summary>
internal sealed class ReadTally
{
    /// <summary>The tag that names a tier.</summary>
    public const string TierTag = "velro.cache.tier";

    private const string KindTag = "velro.context.kind";
    /// <summary>How many kinds of contexts there may be.</summary>
    public const int Kinds = 9;

    private const int Tiers = 4;

    private readonly StripedCounts _counts = new(Kinds * Tiers);

    public void Add(CacheTier tier, ContextKind kind, int count) => _counts.Add(IndexOf(tier, kind), count);

    public IEnumerable<Measurement<long>> Measure()
    {
        foreach (var tier in Enum.GetValues<CacheTier>())
        {
            foreach (var kind in Enum.GetValues<ContextKind>())
                yield return new Measurement<long>(_counts.Sum(IndexOf(tier, kind)), new(TierTag, NameOf(tier)), new(KindTag, ContextKindNames.Of(kind)));
        }
    }

    public static string NameOf(CacheTier tier) => tier switch
    {
        CacheTier.Memo => "l0",
        CacheTier.Local => "l1",
        CacheTier.Shared => "l2",
        _ => "l3",
    };

    private static int IndexOf(CacheTier tier, ContextKind kind) => ((int)tier * Kinds) + (int)kind;
}
