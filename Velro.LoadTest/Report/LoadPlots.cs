using Velro.LoadTest.Measuring;
using Velro.LoadTest.Results;

namespace Velro.LoadTest.Report;

/// <summary>What the generator measured, drawn.</summary>
internal static class LoadPlots
{
    public static IEnumerable<Plot> Percentiles(LoadResult result)
    {
        foreach (var scenario in result.Operations.GroupBy(static one => one.Scenario))
        {
            var lines = scenario.Select(static one => new PlotLine(one.Name, Points(one))).ToArray();
            yield return Percentiles(scenario.Key, lines);
        }
    }

    public static Plot Percentiles(string title, IReadOnlyList<PlotLine> lines)
    {
        var points = lines.SelectMany(static line => line.Points).ToArray();
        return new Plot(
            title, "ms, by percentile", lines, new PercentileAxis(points.Max(static point => point.X)),
            new LogAxis(points.Min(static point => point.Y), points.Max(static point => point.Y)));
    }

    /// <summary>The curve of an operation; none of its points stands at 100 %.</summary>
    public static (double X, double Y)[] Points(OperationFigures one) => [.. one.Curve.Select(static point => (point[0], point[1]))];

    public static IEnumerable<Plot> LatencyOverTime(LoadResult result)
    {
        yield return Over(result, "All requests", "ms",
        [
            Line(result, "P50", static one => one.P50), Line(result, "P95", static one => one.P95), Line(result, "P99", static one => one.P99),
            new PlotLine("the generator's lag, P99", [.. result.Intervals.Select(static one => (one.At, one.LagP99))], IsDashed: true, Color: 7),
        ], isLog: true);
        foreach (var scenario in result.Operations.GroupBy(static one => one.Scenario))
        {
            var lines = scenario.Select(one => new PlotLine(one.Name, OfOperation(result, one.Name)));
            yield return Over(result, scenario.Key, "ms, P95 of each interval", [.. lines], isLog: true);
        }
    }

    public static IEnumerable<Plot> Traffic(LoadResult result)
    {
        yield return Over(result, "All traffic", "per second",
        [
            new PlotLine("requests that ended", [.. result.Intervals.Select(static one => (one.At, one.Count / one.Seconds))]),
            new PlotLine(
                "actions that the schedule wanted, each of one request or a few",
                [.. result.Intervals.Select(static one => (one.At - (one.Seconds / 2), one.Arrivals))], IsDashed: true, Color: 7),
        ]);
        foreach (var scenario in result.Operations.GroupBy(static one => one.Scenario))
        {
            var lines = scenario.Select(operation => new PlotLine(
                operation.Name,
                [.. result.Intervals.Select(one => (one.At, (one.Operations.GetValueOrDefault(operation.Name)?.Count ?? 0) / one.Seconds))]));
            yield return Over(result, scenario.Key, "requests per second", [.. lines]);
        }

        yield return Over(result, "Errors", "per second",
            [new PlotLine("errors", [.. result.Intervals.Select(static one => (one.At, one.Errors / one.Seconds))], Color: 1)]);
    }

    /// <summary>A plot over the time of a run, with what was done to the server meanwhile.</summary>
    public static Plot Over(LoadResult result, string title, string unit, IReadOnlyList<PlotLine> lines, bool isLog = false)
    {
        var points = lines.SelectMany(static line => line.Points).ToArray();
        var values = points.Select(static point => point.Y).Where(value => !isLog || value > 0).DefaultIfEmpty(1).ToArray();
        var end = Math.Max(result.Intervals.Count == 0 ? 1 : result.Intervals[^1].At, points.Length == 0 ? 1 : points.Max(static point => point.X));
        var ramp = result.Settings.RampSeconds > 0 ? [(result.Settings.RampSeconds, "ramp over")] : Array.Empty<(double, string)>();
        return new Plot(
            title, unit, lines, new TimeAxis(end), isLog ? new LogAxis(values.Min(), values.Max()) : new LinearAxis(values.Max()),
            [.. ramp, .. result.Events.Select(static one => (one.At, one.Name))]);
    }

    private static PlotLine Line(LoadResult result, string name, Func<IntervalFigures, double> figure) =>
        new(name, [.. result.Intervals.Where(static one => one.Count > 0).Select(one => (one.At, figure(one)))]);

    private static IReadOnlyList<(double X, double Y)> OfOperation(LoadResult result, string name) =>
    [
        .. result.Intervals.Where(one => one.Operations.ContainsKey(name)).Select(one => (one.At, one.Operations[name].P95)),
    ];
}
