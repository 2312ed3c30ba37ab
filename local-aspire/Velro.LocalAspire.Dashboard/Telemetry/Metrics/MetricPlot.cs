using Velro.LocalAspire.Dashboard.Filters;

namespace Velro.LocalAspire.Dashboard.Telemetry.Metrics;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Values">A value for each moment; null where there is none.</param>
public sealed record PlotLine(string Name, double?[] Values);

/// <summary>What is shown of an instrument: lines over moments that are evenly spread.</summary>
/// <param name="Times">The moments, UTC.</param>
/// <param name="Lines">The lines.</param>
/// <param name="Unit">What the values are in.</param>
public sealed record MetricPlot(DateTime[] Times, IReadOnlyList<PlotLine> Lines, string Unit)
{
    private const int MaxMoments = 120;
    private const int MaxLines = 8;

    private static readonly (string Name, double Share)[] Percentiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)];

    /// <summary>Works out the lines of an instrument's combinations of attributes.</summary>
    /// <param name="info">The instrument.</param>
    /// <param name="data">The combinations that are chosen.</param>
    /// <param name="window">How far back.</param>
    /// <param name="end">The last moment, UTC.</param>
    /// <param name="asCount">Totals in place of rates, numbers of measurements in place of percentiles.</param>
    internal static MetricPlot Of(InstrumentInfo info, IReadOnlyList<DimensionData> data, TimeSpan window, DateTime end, bool asCount)
    {
        var step = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(window.TotalSeconds / MaxMoments)));
        // On whole steps, so that a plot moves on and does not flicker.
        var last = new DateTime(end.Ticks - (end.Ticks % step.Ticks), DateTimeKind.Utc);
        var count = (int)(window / step) + 1;
        var times = new DateTime[count];
        for (var i = 0; i < count; i++) times[i] = last - ((count - 1 - i) * step);

        if (info.Kind == InstrumentKind.Histogram)
        {
            return asCount
                ? new(times, [new("measurements per second", Rates(data, times, step))], "1/s")
                : new(times, Shares(data, times, step), info.Unit);
        }

        var isRate = info.Kind == InstrumentKind.Counter && !asCount;
        return new(times, Numbers(info, data, times, step, isRate), isRate ? $"{info.Unit}/s" : info.Unit);
    }

    private static List<PlotLine> Numbers(
        InstrumentInfo info, IReadOnlyList<DimensionData> data, DateTime[] times, TimeSpan step, bool isRate)
    {
        var each = data
            .Select(one => new PlotLine(NameOf(one, data), isRate ? Rates(one, times, step) : Values(one, times, step))).ToList();
        if (each.Count <= MaxLines) return each;
        // Numbers of things add up; of anything else there is a middle.
        var sums = info.Kind != InstrumentKind.Gauge;
        var together = new double?[times.Length];
        for (var i = 0; i < times.Length; i++)
        {
            var there = each.Select(line => line.Values[i]).OfType<double>().ToList();
            if (there.Count > 0) together[i] = sums ? there.Sum() : there.Average();
        }

        return [new PlotLine($"{(sums ? "sum" : "average")} of {each.Count}", together)];
    }

    private static string NameOf(DimensionData one, IReadOnlyList<DimensionData> all)
    {
        var attributes = string.Join(", ", one.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));
        var isOfOneSource = all.All(other => other.Source == one.Source);
        return (isOfOneSource, attributes) switch
        {
            (true, "") => "value",
            (true, _) => attributes,
            (false, "") => one.Source.DisplayName,
            _ => $"{one.Source.DisplayName}: {attributes}",
        };
    }

    /// <summary>The last value at each moment; none once the sender has been silent for long.</summary>
    private static double?[] Values(DimensionData one, DateTime[] times, TimeSpan step)
    {
        var values = new double?[times.Length];
        for (var i = 0; i < times.Length; i++)
        {
            var place = LastAt(one.Numbers, times[i]);
            if (place >= 0 && IsFresh(one.Numbers, place, times[i], step)) values[i] = one.Numbers[place].Value;
        }

        return values;
    }

    private static double?[] Rates(DimensionData one, DateTime[] times, TimeSpan step)
    {
        var values = new double?[times.Length];
        for (var i = 0; i < times.Length; i++)
        {
            var (before, at) = (LastAt(one.Numbers, times[i] - step), LastAt(one.Numbers, times[i]));
            if (before < 0 || at < 0 || !IsFresh(one.Numbers, at, times[i], step)) continue;
            var difference = one.Numbers[at].Value - one.Numbers[before].Value;
            // A counter that fell began anew with its process.
            values[i] = (difference >= 0 ? difference : one.Numbers[at].Value) / step.TotalSeconds;
        }

        return values;
    }

    private static List<PlotLine> Shares(IReadOnlyList<DimensionData> data, DateTime[] times, TimeSpan step)
    {
        var lines = Percentiles.Select(percentile => new PlotLine(percentile.Name, new double?[times.Length])).ToList();
        for (var i = 0; i < times.Length; i++)
        {
            if (Between(data, times[i] - step, times[i]) is not { Count: > 0 } distribution) continue;
            for (var p = 0; p < Percentiles.Length; p++)
            {
                var value = distribution.Percentile(Percentiles[p].Share);
                if (double.IsFinite(value)) lines[p].Values[i] = value;
            }
        }

        return lines;
    }

    private static double?[] Rates(IReadOnlyList<DimensionData> data, DateTime[] times, TimeSpan step) =>
        Array.ConvertAll(times, time => Between(data, time - step, time)?.Count / step.TotalSeconds);

    /// <summary>What was measured between two moments, in all combinations; null when nothing is known of the time.</summary>
    internal static HistogramPoint? Between(IReadOnlyList<DimensionData> data, DateTime from, DateTime to)
    {
        HistogramPoint? all = null;
        foreach (var one in data)
        {
            var (before, at) = (LastAt(one.Histograms, from), LastAt(one.Histograms, to));
            if (before < 0 || at < 0) continue;
            var measured = one.Histograms[at].Since(one.Histograms[before]);
            all = all is null ? measured : all.Plus(measured);
        }

        return all;
    }

    // A flat line has a point at its ends only, so the next point also tells that the sender was there.
    private static bool IsFresh(NumberPoint[] points, int place, DateTime time, TimeSpan step) =>
        place < points.Length - 1 || time - points[place].Time <= TimeSpan.FromSeconds(10) + step;

    /// <summary>The place of the last point at or before a moment; -1 when all are later.</summary>
    private static int LastAt<T>(T[] points, DateTime time) where T : IMetricPoint<T>
    {
        var (low, high) = (0, points.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (points[middle].Time <= time) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    /// <summary>The combinations of a resource's instrument that a choice shows.</summary>
    internal static IReadOnlyList<DimensionData> Chosen(IEnumerable<Instrument> instruments, MetricFilter filter) =>
        [.. instruments.SelectMany(instrument => instrument.Read()).Where(one => filter.Shows(one.Attributes))];
}
