using Velro.Nodes.Samples;

namespace Velro.AuthApi.Operations;

/// <summary>The caches of all nodes.</summary>
internal sealed record CacheAnswer(IReadOnlyList<NodeCacheAnswer> Items, CacheNumbers Total)
{
    /// <summary>Counts add up; ratios are of the sums. The warmer's caches are its own, and no request is answered from them.</summary>
    public static CacheAnswer Of(IReadOnlyList<NodeStatus> statuses)
    {
        var answering = statuses.Where(static status => status.Process == Velro.Nodes.Reports.ReportSource.ApiProcess).ToArray();
        return new CacheAnswer(
            [.. statuses.Select(static status => new NodeCacheAnswer(status.Node, status.Process, status.At, CacheNumbers.Of([status])))],
            CacheNumbers.Of(answering));
    }
}

/// <summary>The caches of a node.</summary>
internal sealed record NodeCacheAnswer(string Node, string Process, DateTimeOffset At, CacheNumbers Cache);

/// <summary>What caches did since their processes began, and what they hold.</summary>
internal sealed record CacheNumbers(
    ReadsAnswer Reads,
    IReadOnlyDictionary<string, ReadsAnswer> Kinds,
    IReadOnlyDictionary<string, HeldAnswer> Held,
    IReadOnlyDictionary<string, double> Evictions,
    double Stale,
    double Loads,
    double Coalesced,
    double? Efficiency,
    SharedCacheAnswer Shared)
{
    private const string Tier = "velro.cache.tier";

    public static CacheNumbers Of(IReadOnlyCollection<NodeStatus> statuses)
    {
        var counters = Sum(statuses.Select(static status => status.Counters));
        var gauges = Sum(statuses.Select(static status => status.Gauges));
        var figures = CacheFigures.Of(counters);
        var entries = gauges.SumBy("velro.cache.entries", Tier);
        var efficiencies = statuses.Select(static status => status.Gauges.Sum("velro.cache.efficiency")).OfType<double>().Where(double.IsFinite).ToArray();
        return new CacheNumbers(
            ReadsAnswer.Of(figures.Total),
            figures.ByKind.OrderBy(static kind => kind.Key, StringComparer.Ordinal).ToDictionary(static kind => kind.Key, static kind => ReadsAnswer.Of(kind.Value)),
            gauges.SumBy("velro.cache.bytes", Tier).ToDictionary(
                static tier => tier.Key, tier => new HeldAnswer(entries.GetValueOrDefault(tier.Key), tier.Value)),
            counters.SumBy("velro.cache.evictions", "velro.cache.cause"),
            counters.Sum("velro.cache.reads.stale") ?? 0,
            counters.Sum("velro.cache.loads") ?? 0,
            counters.Sum("velro.cache.loads.coalesced") ?? 0,
            efficiencies.Length == 0 ? null : efficiencies.Average(),
            new SharedCacheAnswer(
                (int)(gauges.Sum("velro.cache.shared.open") ?? 0),
                counters.SumBy("velro.cache.shared.failures", "error.type"),
                counters.Sum("velro.cache.shared.drops") ?? 0,
                counters.Sum("velro.cache.payloads.broken") ?? 0,
                counters.Sum("velro.cache.payloads.forged") ?? 0));
    }

    private static Dictionary<string, double> Sum(IEnumerable<Dictionary<string, double>> numbers) => numbers.SelectMany(static one => one)
        .GroupBy(static one => one.Key).ToDictionary(static group => group.Key, static group => group.Sum(static one => one.Value));
}

/// <summary>Reads of contexts by the tier that had them.</summary>
internal sealed record ReadsAnswer(double L0, double L1, double L2, double L3, double? ProcessHitRatio, double? SharedHitRatio)
{
    public static ReadsAnswer Of(TierReads reads) =>
        new(reads.Memo, reads.Local, reads.Shared, reads.Database, reads.ProcessRatio, reads.SharedRatio);
}

/// <summary>What a tier in the process holds.</summary>
internal sealed record HeldAnswer(double Entries, double Bytes);

/// <summary>Redis, as the nodes see it.</summary>
/// <param name="LeftAloneBy">How many nodes leave it alone at present, as their breakers are open.</param>
/// <param name="Failures">Calls that gave nothing, by cause.</param>
/// <param name="Dropped">Entries that were not written, as too many waited.</param>
/// <param name="Broken">Payloads of other releases, or unreadable.</param>
/// <param name="Forged">Payloads that Velro did not write.</param>
internal sealed record SharedCacheAnswer(int LeftAloneBy, IReadOnlyDictionary<string, double> Failures, double Dropped, double Broken, double Forged);
