namespace Velro.Nodes.Reports;

/// <summary>What a report shows over time.</summary>
internal static class ReportPlots
{
    public static IReadOnlyList<ReportedPlot> Of(TimeSlots slots, ReportTargets targets) =>
    [
        new("Requests", "a second", [new("all", slots.Each(Quantities.RequestsPerSecond))]),
        new(
            "Checks", "ms",
            [
                new("median", slots.Each(static samples => Quantities.Check(samples, 0.5))),
                new("95th percentile", slots.Each(static samples => Quantities.Check(samples, 0.95))),
                new("99th percentile", slots.Each(static samples => Quantities.Check(samples, 0.99))),
            ],
            targets.CheckLatency.TotalMilliseconds),
        new("Satisfaction", "Apdex", [new("all operations", slots.Each(Quantities.Apdex))], targets.Apdex),
        new("Requests answered with 5xx", "%", [new("all operations", Percent(slots.Each(Quantities.ErrorShare)))], 100 * (1 - targets.Availability)),
        new(
            "Contexts found", "%",
            [new("in the process", Percent(slots.Each(Quantities.ProcessRatio))), new("of the others in Redis", Percent(slots.Each(Quantities.SharedRatio)))],
            100 * targets.ProcessHitRatio),
        new(
            "Processors of the busiest node", "%",
            [
                new("API", Percent(slots.Each(static samples => Quantities.Cpu(samples, ReportSource.ApiProcess)))),
                new("warmer", Percent(slots.Each(static samples => Quantities.Cpu(samples, ReportSource.WarmerProcess)))),
            ]),
        new(
            "Memory of the fullest node", "MiB",
            [
                new("API", Mebibytes(slots.Each(static samples => Quantities.MemoryBytes(samples, ReportSource.ApiProcess)))),
                new("warmer", Mebibytes(slots.Each(static samples => Quantities.MemoryBytes(samples, ReportSource.WarmerProcess)))),
            ]),
        new("Connections of the fullest pool", "% of its limit", [new("in use", Percent(slots.Each(Quantities.Pools)))], 100),
        new("Age of the revision clock", "ms", [new("the oldest", slots.Each(Quantities.Feed))], 1000),
        new("Disk", "% of the fullest", [new("in use", Percent(slots.Each(Quantities.Disk)))], 100),
        new(
            "Signing in", "attempts",
            [
                new("succeeded", slots.Each(static samples => Quantities.SignIns(samples, "succeeded"))),
                new("refused", slots.Each(static samples => Quantities.SignIns(samples, "refused"))),
            ]),
    ];

    private static ReportedPoint[] Percent(IReadOnlyList<ReportedPoint> points) => Scale(points, 100);

    private static ReportedPoint[] Mebibytes(IReadOnlyList<ReportedPoint> points) => Scale(points, 1.0 / (1 << 20));

    private static ReportedPoint[] Scale(IReadOnlyList<ReportedPoint> points, double factor) =>
        [.. points.Select(point => point with { Value = point.Value * factor })];
}
