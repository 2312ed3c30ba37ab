using Velro.Nodes.Samples;

namespace Velro.Nodes.Reports;

/// <summary>Makes a report of samples. Pure: the same samples make the same report.</summary>
public static class ReportBuilder
{
    /// <summary>Makes it.</summary>
    /// <param name="samples">What the nodes did, in any order.</param>
    /// <param name="from">Since when.</param>
    /// <param name="to">Until when.</param>
    /// <param name="madeAt">The present.</param>
    /// <param name="targets">What is to be.</param>
    public static PerformanceReport Build(
        IReadOnlyCollection<NodeSample> samples, DateTimeOffset from, DateTimeOffset to, DateTimeOffset madeAt, ReportTargets targets)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(targets);
        NodeSample[] all = [.. samples.OrderBy(static sample => sample.To).ThenBy(static sample => sample.Node, StringComparer.Ordinal)];
        var slots = new TimeSlots(all, from, to);
        var requests = SumOf(all);
        var counters = CountersOf(all);
        var cache = CacheFigures.Of(counters);
        var coverage = Silences.CoverageOf(all, from, to);
        return new PerformanceReport
        {
            From = from,
            To = to,
            MadeAt = madeAt,
            Nodes =
            [
                .. all.GroupBy(static sample => (sample.Process, sample.Node)).OrderBy(static group => group.Key.Process, StringComparer.Ordinal)
                    .ThenBy(static group => group.Key.Node, StringComparer.Ordinal)
                    .Select(static group => new ReportedNode(
                        group.Key.Node, group.Key.Process, group.Sum(static sample => sample.Seconds) / 3600, group.Count(static sample => sample.IsFirst))),
            ],
            Coverage = coverage,
            Targets = TargetsOf(all, requests, counters, cache, coverage, targets),
            Operations = OperationsOf(requests),
            Kinds =
            [
                .. cache.ByKind.Where(static kind => kind.Value.All > 0).OrderByDescending(static kind => kind.Value.All)
                    .Select(static kind => new ReportedKind(kind.Key, kind.Value.All, kind.Value.ProcessRatio, kind.Value.SharedRatio)),
            ],
            Pools = PoolsOf(all, counters),
            Incidents = Incidents.Of(all, from, to),
            Adaptations = AdaptationsOf(all, counters),
            Capacity = CapacityForecast.Of(slots),
            Plots = ReportPlots.Of(slots, targets),
        };
    }

    /// <summary>Requests of all samples, by operation.</summary>
    internal static SortedDictionary<string, RequestCounts> SumOf(IEnumerable<NodeSample> samples)
    {
        var sums = new SortedDictionary<string, RequestCounts>(StringComparer.Ordinal);
        foreach (var (operation, counts) in samples.SelectMany(static sample => sample.Requests))
            sums[operation] = sums.TryGetValue(operation, out var before) ? before + counts : counts;
        return sums;
    }

    /// <summary>What was counted in all samples.</summary>
    internal static Dictionary<string, double> CountersOf(IEnumerable<NodeSample> samples)
    {
        var sums = new Dictionary<string, double>();
        foreach (var (series, value) in samples.SelectMany(static sample => sample.Counters)) sums[series] = sums.GetValueOrDefault(series) + value;
        return sums;
    }

    /// <summary>Satisfaction over operations, each by its own target; null: there were no requests.</summary>
    internal static double? ApdexOf(IReadOnlyDictionary<string, RequestCounts> requests)
    {
        var all = requests.Values.Sum(static counts => counts.Count);
        return all == 0 ? null : requests.Sum(static one => (one.Value.Apdex(ApiOperations.TargetOf(one.Key)) ?? 0) * one.Value.Count) / all;
    }

    /// <summary>Requests of checks.</summary>
    internal static RequestCounts ChecksOf(IReadOnlyDictionary<string, RequestCounts> requests) => requests
        .Where(static one => ApiOperations.IsCheck(one.Key)).Aggregate(RequestCounts.None, static (sum, one) => sum + one.Value);

    private static IReadOnlyList<ReportedTarget> TargetsOf(
        NodeSample[] samples, SortedDictionary<string, RequestCounts> requests, Dictionary<string, double> counters, CacheFigures cache,
        double coverage, ReportTargets targets)
    {
        var all = requests.Values.Aggregate(RequestCounts.None, static (sum, counts) => sum + counts);
        var checks = ChecksOf(requests);
        double? memory = samples.Where(static sample => sample.MemoryLimitBytes > 0).Select(static sample => (double)sample.MemoryBytes / sample.MemoryLimitBytes)
            .Cast<double?>().Max();
        return
        [
            AtMost("Checks, 99th percentile", checks.Quantile(0.99), targets.CheckLatency.TotalSeconds, Figures.Time),
            AtLeast("Availability of all operations", all.Availability, targets.Availability, Figures.Percent),
            AtLeast("Satisfaction over all operations (Apdex)", ApdexOf(requests), targets.Apdex, Figures.Ratio),
            AtLeast("Contexts found in the process", cache.Total.ProcessRatio, targets.ProcessHitRatio, Figures.Percent),
            None("Answers of the caches that the database contradicts", counters.Sum("velro.consistency.differences")),
            None("Decision records lost", counters.Sum("velro.decisions.lost")),
            None("Payloads of Redis that somebody else wrote", counters.Sum("velro.cache.payloads.forged")),
            None("Requests that waited for a connection in vain", counters.Sum("db.client.connection.npgsql.timeouts")),
            AtMost("Memory of the fullest node", memory, targets.Memory, Figures.Percent),
            AtLeast("The part of the period that is known", samples.Length == 0 ? null : coverage, targets.Coverage, Figures.Percent),
        ];
    }

    private static ReportedTarget AtMost(string name, double? actual, double target, Func<double, string> text) =>
        Of(name, $"at most {text(target)}", actual, value => value <= target, text);

    private static ReportedTarget AtLeast(string name, double? actual, double target, Func<double, string> text) =>
        Of(name, $"at least {text(target)}", actual, value => value >= target, text);

    private static ReportedTarget None(string name, double? actual) => Of(name, "none", actual, static value => value == 0, Figures.Count);

    private static ReportedTarget Of(string name, string target, double? actual, Func<double, bool> isMet, Func<double, string> text) => new(
        name, target, actual is { } value ? text(value) : null,
        actual is { } known ? (isMet(known) ? TargetOutcome.Met : TargetOutcome.Missed) : TargetOutcome.Missing);

    private static ReportedOperation[] OperationsOf(SortedDictionary<string, RequestCounts> requests) =>
    [
        .. requests.Where(static one => one.Value.Count > 0).OrderByDescending(static one => one.Value.Count)
            .Select(static one =>
            {
                var target = ApiOperations.TargetOf(one.Key);
                return new ReportedOperation(
                    one.Key, one.Value.Count, one.Value.Errors, one.Value.Availability!.Value, target, one.Value.Apdex(target)!.Value,
                    one.Value.Quantile(0.5)!.Value, one.Value.Quantile(0.95)!.Value, one.Value.Quantile(0.99)!.Value);
            }),
    ];

    private static ReportedPool[] PoolsOf(NodeSample[] samples, Dictionary<string, double> counters)
    {
        const string Pool = "db.client.connection.pool.name";
        var timeouts = counters.SumBy("db.client.connection.npgsql.timeouts", Pool);
        var isKnown = timeouts.Count > 0;
        var used = samples.SelectMany(static sample => sample.Gauges.SumBy("db.client.connection.count", Pool, ("db.client.connection.state", "used")))
            .GroupBy(static one => one.Key).ToDictionary(static group => group.Key, static group => group.Max(static one => one.Value));
        return
        [
            .. samples.SelectMany(static sample => sample.PoolLimits).GroupBy(static one => one.Key).OrderBy(static group => group.Key, StringComparer.Ordinal)
                .Select(group => new ReportedPool(
                    group.Key, group.Max(static one => one.Value), used.TryGetValue(group.Key, out var most) ? most : null,
                    isKnown ? timeouts.GetValueOrDefault(group.Key) : null)),
        ];
    }

    private static ReportedAdaptation[] AdaptationsOf(NodeSample[] samples, Dictionary<string, double> counters)
    {
        const string Knob = "velro.adaptation.knob";
        const string Direction = "velro.adaptation.direction";
        var (up, down) = (
            counters.SumBy("velro.adaptation.actions", Knob, (Direction, "up")), counters.SumBy("velro.adaptation.actions", Knob, (Direction, "down")));
        var last = samples.GroupBy(static sample => sample.Node).Select(static group => group.Last())
            .SelectMany(static sample => sample.Gauges.SumBy("velro.adaptation.value", Knob))
            .GroupBy(static one => one.Key).ToDictionary(
                static group => group.Key, static group => (Least: group.Min(static one => one.Value), Most: group.Max(static one => one.Value)));
        return
        [
            .. up.Keys.Concat(down.Keys).Concat(last.Keys).Distinct().Order(StringComparer.Ordinal).Select(knob => new ReportedAdaptation(
                knob, up.GetValueOrDefault(knob), down.GetValueOrDefault(knob), last.TryGetValue(knob, out var values) ? values : null)),
        ];
    }
}
