using Velro.Nodes.Samples;

namespace Velro.Nodes.Reports;

/// <summary>Single numbers of a few samples; null: nobody knows.</summary>
internal static class Quantities
{
    private const string Pool = "db.client.connection.pool.name";

    public static double? RequestsPerSecond(NodeSample[] samples)
    {
        NodeSample[] api = [.. samples.Where(static sample => sample.Process == ReportSource.ApiProcess)];
        if (api.Length == 0) return null;

        // Nodes answer side by side: what each did in a second adds up, and a node's samples follow each other.
        return api.GroupBy(static sample => sample.Node).Sum(static node =>
        {
            var seconds = node.Sum(static sample => sample.Seconds);
            return seconds <= 0 ? 0 : node.Sum(static sample => sample.Requests.Values.Sum(static counts => counts.Count)) / seconds;
        });
    }

    public static double? Check(NodeSample[] samples, double quantile) => ReportBuilder.ChecksOf(ReportBuilder.SumOf(samples)).Quantile(quantile) * 1000;

    public static double? ErrorShare(NodeSample[] samples) =>
        1 - ReportBuilder.SumOf(samples).Values.Aggregate(RequestCounts.None, static (sum, counts) => sum + counts).Availability;

    public static double? Apdex(NodeSample[] samples) => ReportBuilder.ApdexOf(ReportBuilder.SumOf(samples));

    public static double? ProcessRatio(NodeSample[] samples) => CacheFigures.Of(ReportBuilder.CountersOf(samples)).Total.ProcessRatio;

    public static double? SharedRatio(NodeSample[] samples) => CacheFigures.Of(ReportBuilder.CountersOf(samples)).Total.SharedRatio;

    public static double? Cpu(NodeSample[] samples, string process)
    {
        NodeSample[] of = [.. samples.Where(sample => sample.Process == process && sample is { Seconds: > 0, Processors: > 0 })];
        return of.Length == 0 ? null : of.Max(static sample => sample.CpuSeconds / (sample.Seconds * sample.Processors));
    }

    public static double? Memory(NodeSample[] samples) => samples.Where(static sample => sample.MemoryLimitBytes > 0)
        .Select(static sample => (double?)sample.MemoryBytes / sample.MemoryLimitBytes).Max();

    public static double? MemoryBytes(NodeSample[] samples, string process) =>
        samples.Where(sample => sample.Process == process).Select(static sample => (double?)sample.MemoryBytes).Max();

    public static double? Pools(NodeSample[] samples) => samples
        .SelectMany(static sample => sample.Gauges.SumBy("db.client.connection.count", Pool, ("db.client.connection.state", "used"))
            .Where(one => one.Key != Data.Pools.PoolNames.Feed && sample.PoolLimits.GetValueOrDefault(one.Key) > 0)
            .Select(one => (double?)one.Value / sample.PoolLimits[one.Key]))
        .Max();

    public static double? Feed(NodeSample[] samples) =>
        samples.Select(static sample => sample.Gauges.Sum("velro.clock.age")).Where(static age => age is { } known && double.IsFinite(known)).Max() * 1000;

    public static double? Disk(NodeSample[] samples) => samples
        .SelectMany(static sample => sample.Gauges.SumBy("velro.disk.size", "velro.disk")
            .Where(static one => one.Value > 0)
            .Select(one => sample.Gauges.Sum("velro.disk.free", ("velro.disk", one.Key)) is { } free ? 1 - (free / one.Value) : (double?)null))
        .Max();

    public static double? SignIns(NodeSample[] samples, string result) =>
        samples.Any(static sample => sample.Counters.Sum("velro.sign_in.attempts") is not null)
            ? samples.Sum(sample => sample.Counters.Sum("velro.sign_in.attempts", ("velro.sign_in.result", result)) ?? 0)
            : null;
}
