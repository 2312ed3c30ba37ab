using Velro.Nodes.Foresight;

namespace Velro.Nodes.Reports;

/// <summary>Where what is used of something goes, by the trend of the whole period.</summary>
internal static class CapacityForecast
{
    private const int LeastPoints = 24;
    private const double LeastSignificance = 3;
    private const double Year = 365;

    public static IReadOnlyList<ReportedCapacity> Of(TimeSlots slots) =>
    [
        Of("Memory of the fullest node", slots.Each(Quantities.Memory)),
        Of("Connections of the fullest pool", slots.Each(Quantities.Pools)),
        Of("Processors of the busiest API node", slots.Each(static samples => Quantities.Cpu(samples, ReportSource.ApiProcess))),
        Of("The fullest disk", slots.Each(Quantities.Disk)),
    ];

    private static ReportedCapacity Of(string name, IReadOnlyList<ReportedPoint> points)
    {
        ReportedPoint[] known = [.. points.Where(static point => point.Value is not null)];
        if (known.Length == 0) return new ReportedCapacity(name, null, null, null);

        var last = known[^1].Value;
        if (known.Length < LeastPoints) return new ReportedCapacity(name, last, null, null);

        var trend = Trend.Of(
            [.. known.Select(point => (point.At - known[0].At).TotalSeconds)], [.. known.Select(static point => point.Value!.Value)]);
        if (Math.Abs(trend.Significance) < LeastSignificance) return new ReportedCapacity(name, last, null, null);

        var perDay = trend.Slope * 86_400;
        var left = (1 - trend.Level) / perDay;
        return new ReportedCapacity(name, last, perDay, perDay > 0 && left is >= 0 and <= Year ? left : null);
    }
}
