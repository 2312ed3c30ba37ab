using System.Diagnostics.Metrics;
using Velro.Authorization.Contexts;
using Velro.Caching.Tiers;

namespace Velro.Caching;

/// <summary>
/// Counts reads by tier and kind for whoever looks, at the price of one addition that no other processor takes part in: a warm check reads
/// a handful of contexts, and a counter with two tags would cost more than each of them.
/// </summary>
internal sealed class ReadTally
{
    /// <summary>The tag that names a tier.</summary>
    public const string TierTag = "velro.cache.tier";

    private const string KindTag = "velro.context.kind";
    private const int Kinds = 9;
    private const int Tiers = 4;

    /// <summary>Counts of a processor and the space to those of the next, so that no line of memory holds two processors'.</summary>
    private const int StripeLength = (Kinds * Tiers) + 16;

    private readonly int _stripes = Math.Min(Environment.ProcessorCount, 64);
    private readonly long[] _counts;

    public ReadTally() => _counts = new long[_stripes * StripeLength];

    public void Add(CacheTier tier, ContextKind kind)
    {
        var stripe = (int)((uint)Thread.GetCurrentProcessorId() % (uint)_stripes);
        Interlocked.Increment(ref _counts[(stripe * StripeLength) + ((int)tier * Kinds) + (int)kind]);
    }

    public IEnumerable<Measurement<long>> Measure()
    {
        foreach (var tier in Enum.GetValues<CacheTier>())
        {
            foreach (var kind in Enum.GetValues<ContextKind>())
                yield return new Measurement<long>(Sum(tier, kind), new(TierTag, NameOf(tier)), new(KindTag, NameOf(kind)));
        }
    }

    public static string NameOf(CacheTier tier) => tier switch
    {
        CacheTier.Memo => "l0",
        CacheTier.Local => "l1",
        CacheTier.Shared => "l2",
        _ => "l3",
    };

    private static string NameOf(ContextKind kind) => kind switch
    {
        ContextKind.User => "user",
        ContextKind.Team => "team",
        ContextKind.Project => "project",
        ContextKind.Generation => "generation",
        ContextKind.ServiceKey => "service_key",
        ContextKind.Session => "session",
        ContextKind.PolicySet => "policy_set",
        _ => "entity",
    };

    private long Sum(CacheTier tier, ContextKind kind)
    {
        var sum = 0L;
        for (var stripe = 0; stripe < _stripes; stripe++)
            sum += Volatile.Read(ref _counts[(stripe * StripeLength) + ((int)tier * Kinds) + (int)kind]);
        return sum;
    }
}
