using System.Globalization;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Plots;
using Velro.Benchmarks.Reports;

namespace Velro.Benchmarks.Scale;

/// <summary>Growth as plots and tables.</summary>
internal static class GrowthReport
{
    private const string Across = "relationships (memberships and grants)";
    private const double Mebi = 1 << 20;

    public static async Task WriteAsync(ScaleRun run, IReadOnlyList<GrowthPoint> points)
    {
        await DrawAsync(
            run, points, "scale-growth-warm.svg", "Warm checks beside a world of 10^3 relationships", "to the smallest world's (1 = no growth)",
            ("answers a second", static point => point.ToSmallest(static round => round.PerSecond).Median),
            ("processor time", static point => point.ToSmallest(static round => round.ProcessorMicroseconds).Median),
            ("P50", static point => point.ToSmallest(static round => round.P50).Median),
            ("P95", static point => point.ToSmallest(static round => round.P95).Median),
            ("P99", static point => point.ToSmallest(static round => round.P99).Median));
        await DrawAsync(
            run, points, "scale-growth-cold.svg", "Checks with nothing cached", "milliseconds",
            ("P50", static point => point.Cold.P50),
            ("P95", static point => point.Cold.P95),
            ("P50, smallest world in turn", static point => point.ColdOfSmallest.P50),
            ("P95, smallest world in turn", static point => point.ColdOfSmallest.P95));
        await DrawAsync(
            run, points, "scale-growth-memory.svg", "Memory of a node", "MiB",
            ("after the warm checks", static point => point.MemoryWarm / Mebi),
            ("after 20,000 generations", static point => point.MemoryMany / Mebi),
            ("cached of them", static point => point.CachedMany / Mebi));
        await DrawAsync(
            run, points, "scale-growth-feed.svg", "The change feed", "milliseconds",
            ("a poll", static point => point.Feed.PollMilliseconds),
            ("processor time of a poll", static point => point.Feed.ProcessorMicroseconds / 1000),
            ("until a change counts, P50", static point => point.Feed.Visible.P50),
            ("P95", static point => point.Feed.Visible.P95));
        await run.DrawAsync("scale-growth-storage.svg", new SvgPlot(
            "Tables that decisions are made from, on the disk", Across, "MiB",
            PlotScale.PowersOfTen(points.Select(static point => (double)point.Size)),
            PlotScale.PowersOfTen(points.SelectMany(static point => new[] { point.TableBytes / Mebi, point.IndexBytes / Mebi })),
            [
                new PlotLine("tables", [.. points.Select(static point => ((double)point.Size, point.TableBytes / Mebi))]),
                new PlotLine("indexes", [.. points.Select(static point => ((double)point.Size, point.IndexBytes / Mebi))]),
            ]));
        await run.WriteAsync("scale growth", Text(run, points));
    }

    private static Task DrawAsync(
        ScaleRun run,
        IReadOnlyList<GrowthPoint> points,
        string file,
        string title,
        string up,
        params (string Name, Func<GrowthPoint, double> Figure)[] lines) => run.DrawAsync(file, new SvgPlot(
            title,
            Across,
            up,
            PlotScale.PowersOfTen(points.Select(static point => (double)point.Size)),
            PlotScale.FromZero(lines.SelectMany(line => points.Select(line.Figure))),
            [.. lines.Select(line => new PlotLine(line.Name, [.. points.Select(point => ((double)point.Size, line.Figure(point)))]))]));

    private static MarkdownText Text(ScaleRun run, IReadOnlyList<GrowthPoint> points)
    {
        var text = new MarkdownText();
        var (first, last) = (points[0], points[^1]);
        text.Paragraph($"{run.Machine}; {run.Rounds} rounds of {run.Seconds} s that took turns, {ScaleRun.Connections} connections; medians (least–most).");
        text.Table(
            [
                "relationships", "answers a second, to the smallest world", "to bare Kestrel", "processor time, to the smallest",
                "P50", "P95", "P99, to the smallest", "all over the world: processor time, to what is near",
            ],
            points.Select(static point => (string[])
            [
                Count(point.Relationships),
                point.ToSmallest(static round => round.PerSecond).Text("0.00"),
                point.ToBare.Text("0.00"),
                point.ToSmallest(static round => round.ProcessorMicroseconds).Text("0.00"),
                point.ToSmallest(static round => round.P50).Text("0.00"),
                point.ToSmallest(static round => round.P95).Text("0.00"),
                point.ToSmallest(static round => round.P99).Text("0.00"),
                point.WideToNear(static round => round.ProcessorMicroseconds).Text("0.00"),
            ]));
        text.Table(
            ["relationships", "µs of processor time a check", "P50, µs", "P95, µs", "P99, µs", "cold P50, ms", "P95", "smallest world in turn: cold P50", "P95"],
            points.Select(static point => (string[])
            [
                Count(point.Relationships),
                Middle(point.Warm, static round => round.ProcessorMicroseconds, "0.0"),
                Middle(point.Warm, static round => round.P50, "0"),
                Middle(point.Warm, static round => round.P95, "0"),
                Middle(point.Warm, static round => round.P99, "0"),
                Number(point.Cold.P50, "0.0"),
                Number(point.Cold.P95, "0.0"),
                Number(point.ColdOfSmallest.P50, "0.0"),
                Number(point.ColdOfSmallest.P95, "0.0"),
            ]));
        text.Table(
            [
                "relationships", "tables, MiB", "indexes, MiB", "bytes a relationship", "node starts in, s", "memory after the warm checks, MiB",
                "after so many generations", "MiB", "of it cached, MiB",
            ],
            points.Select(static point => (string[])
            [
                Count(point.Relationships),
                Number(point.TableBytes / Mebi, "0.0"),
                Number(point.IndexBytes / Mebi, "0.0"),
                Number((point.TableBytes + point.IndexBytes) / (double)point.Size, "0"),
                Number(point.StartSeconds, "0.0"),
                Number(point.MemoryWarm / Mebi, "0"),
                Count(point.ManyCount),
                Number(point.MemoryMany / Mebi, "0"),
                Number(point.CachedMany / Mebi, "0"),
            ]));
        text.Table(
            [
                "relationships", "a poll, ms", "µs of processor time for a poll of an idle node", "the smallest world's at the same time",
                "until a change counts, P50, ms", "P95",
            ],
            points.Select(static point => (string[])
            [
                Count(point.Relationships),
                Number(point.Feed.PollMilliseconds, "0.00"),
                Number(point.Feed.ProcessorMicroseconds, "0"),
                Number(point.FeedOfSmallest.ProcessorMicroseconds, "0"),
                Number(point.Feed.Visible.P50, "0.0"),
                Number(point.Feed.Visible.P95, "0.0"),
            ]));
        text.Paragraph($"{Verdict(last, first)} Loading the largest world took {last.LoadSeconds:0} s.");
        foreach (var (file, what) in new[]
        {
            ("scale-growth-warm.svg", "Warm checks by the size of the world"), ("scale-growth-cold.svg", "Cold checks by the size of the world"),
            ("scale-growth-memory.svg", "Memory by the size of the world"), ("scale-growth-feed.svg", "The feed by the size of the world"),
            ("scale-growth-storage.svg", "Storage by the size of the world"),
        })
        {
            text.Image(file, what);
        }

        return text;
    }

    /// <summary>The measure is that nothing of a warm check grows by more than a fifth; beside it, what two nodes of one world differ by.</summary>
    private static FormattableString Verdict(GrowthPoint last, GrowthPoint first)
    {
        var (processor, latency) = (last.ToSmallest(static round => round.ProcessorMicroseconds), last.ToSmallest(static round => round.P50));
        var isMet = processor.Median <= 1.2 && latency.Median <= 1.2;
        return $"""
            From {Count(first.Relationships)} to {Count(last.Relationships)} relationships, a warm check takes {100 * (processor.Median - 1):+0;-0;0} % processor time and
            {100 * (latency.Median - 1):+0;-0;0} % P50: {(isMet ? "within" : "not within")} the 20 % that are aimed at. Two nodes of the smallest world differ by
            {100 * (first.ToSmallest(static round => round.ProcessorMicroseconds).Median - 1):+0;-0;0} % and {100 * (first.ToSmallest(static round => round.P50).Median - 1):+0;-0;0} %.
            """;
    }

    private static string Middle(IEnumerable<MeasuredRound> rounds, Func<MeasuredRound, double> figure, string format) =>
        Number(Spread.Of(rounds.Select(figure)).Median, format);

    private static string Count(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
