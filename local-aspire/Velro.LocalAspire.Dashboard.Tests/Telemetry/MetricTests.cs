using Velro.LocalAspire.Dashboard.Telemetry;
using Velro.LocalAspire.Dashboard.Telemetry.Metrics;

namespace Velro.LocalAspire.Dashboard.Tests.Telemetry;

public sealed class MetricTests
{
    private static readonly InstrumentInfo Counter = new("Velro", "requests", "{request}", "", InstrumentKind.Counter);
    private static readonly InstrumentInfo Duration = new("Velro", "duration", "s", "", InstrumentKind.Histogram);

    [Fact]
    public void Latest_points_are_all_kept_and_older_ones_at_the_coarse_interval()
    {
        var series = new PointSeries<NumberPoint>(new TelemetryLimits { MaxPointCount = 10, CoarseInterval = TimeSpan.FromSeconds(5) });
        for (var i = 0; i < 100; i++) series.Add(new NumberPoint(Sample.Noon.AddSeconds(i), i));
        var times = series.ToArray().Select(point => (int)(point.Time - Sample.Noon).TotalSeconds).ToList();
        Assert.Equal([50, 55, 60, 65, 70, 75, 80, 85, .. Enumerable.Range(90, 10)], times);
    }

    [Fact]
    public void What_does_not_change_takes_two_points_however_long()
    {
        var series = new PointSeries<NumberPoint>(new TelemetryLimits { MaxPointCount = 10 });
        for (var i = 0; i < 14; i++) series.Add(new NumberPoint(Sample.Noon.AddSeconds(i), 7));
        Assert.Equal([Sample.Noon, Sample.Noon.AddSeconds(13)], series.ToArray().Select(point => point.Time));
    }

    [Fact]
    public void Combinations_beyond_a_limit_are_refused_and_counted()
    {
        var store = Sample.Store(limits => (limits.MaxDimensionCount, limits.MaxDimensionTotal, limits.MaxInstrumentCount) = (2, 3, 2));
        var source = store.Source("api");
        var one = store.Metrics.Find(source, Counter)!;
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(i => store.Metrics.Change(one, [new("n", $"{i}")], _ => { })));
        Assert.Equal(1, one.Refused);
        // The same combination in another order is the same.
        Assert.True(store.Metrics.Change(one, [new("n", "0")], _ => { }));
        var other = store.Metrics.Find(source, Duration)!;
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(i => store.Metrics.Change(other, [new("n", $"{i}")], _ => { })));
        Assert.Null(store.Metrics.Find(source, Counter with { Name = "third" }));
        store.Metrics.Clear("api");
        Assert.Empty(store.Metrics.Find("api"));
        Assert.True(store.Metrics.Change(store.Metrics.Find(source, Counter)!, [], _ => { }));
    }

    [Fact]
    public void A_counter_is_shown_as_a_rate_that_survives_a_restart_of_its_process()
    {
        NumberPoint[] points = [new(At(0), 100), new(At(1), 110), new(At(2), 130), new(At(3), 5), new(At(4), 6)];
        var plot = MetricPlot.Of(Counter, [Data(points)], TimeSpan.FromSeconds(4), At(4), asCount: false);
        Assert.Equal([null, 10, 20, 5, 1], Assert.Single(plot.Lines).Values);
        Assert.Equal("{request}/s", plot.Unit);
        var total = MetricPlot.Of(Counter, [Data(points)], TimeSpan.FromSeconds(4), At(4), asCount: true);
        Assert.Equal([100, 110, 130, 5, 6], Assert.Single(total.Lines).Values);
    }

    [Fact]
    public void Percentiles_are_those_of_what_was_measured_in_between()
    {
        double[] bounds = [1, 2, 4];
        HistogramPoint[] points =
        [
            new(At(0), 100, 0, bounds, [100, 0, 0, 0]),
            new(At(1), 110, 30, bounds, [100, 10, 0, 0]),
            new(At(2), 120, 40, bounds, [105, 10, 0, 5]),
        ];
        var plot = MetricPlot.Of(Duration, [Data(histograms: points)], TimeSpan.FromSeconds(2), At(2), asCount: false);
        Assert.Equal(["p50", "p90", "p99"], plot.Lines.Select(line => line.Name));
        Assert.Equal([null, 1.5, 1], plot.Lines[0].Values);
        Assert.Equal([null, 1.9, 4], plot.Lines[1].Values);
        var counts = MetricPlot.Of(Duration, [Data(histograms: points)], TimeSpan.FromSeconds(2), At(2), asCount: true);
        Assert.Equal([null, 10, 10], counts.Lines[0].Values);
    }

    [Fact]
    public void Replicas_are_measured_together()
    {
        double[] bounds = [1, 2];
        HistogramPoint[] Of(ulong low, ulong high) =>
            [new(At(0), 0, 0, bounds, [0, 0, 0]), new(At(1), low + high, 0, bounds, [low, high, 0])];
        var together = MetricPlot.Between([Data(histograms: Of(3, 1)), Data(histograms: Of(0, 4))], At(0), At(1))!;
        Assert.Equal(8UL, together.Count);
        Assert.Equal([3UL, 5UL, 0UL], together.Counts);
    }

    private static DateTime At(int second) => Sample.Noon.AddSeconds(second);

    private static DimensionData Data(NumberPoint[]? numbers = null, HistogramPoint[]? histograms = null) =>
        new(new TelemetrySource("api", "", []), [], numbers ?? [], histograms ?? [], []);
}
