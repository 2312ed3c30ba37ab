using Velro.Nodes.Samples;

namespace Velro.Nodes.Reports;

/// <summary>The times of which no node of the API told anything: it was not running, or could not say so. That is not known to have been good.</summary>
internal static class Silences
{
    /// <summary>A shorter one is that of a process which is replaced: its last minutes are not told.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(10);

    /// <summary>The share of a period that is covered.</summary>
    public static double CoverageOf(IEnumerable<NodeSample> samples, DateTimeOffset from, DateTimeOffset to)
    {
        var silent = GapsOf(samples, from, to).Sum(static gap => (gap.To - gap.From).TotalSeconds);
        return to <= from ? 0 : Math.Clamp(1 - (silent / (to - from).TotalSeconds), 0, 1);
    }

    /// <summary>Those that are long enough to be told of.</summary>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Of(IEnumerable<NodeSample> samples, DateTimeOffset from, DateTimeOffset to) =>
        GapsOf(samples, from, to).Where(static gap => gap.To - gap.From >= Least);

    private static List<(DateTimeOffset From, DateTimeOffset To)> GapsOf(IEnumerable<NodeSample> samples, DateTimeOffset from, DateTimeOffset to)
    {
        var gaps = new List<(DateTimeOffset From, DateTimeOffset To)>();
        var known = from;
        foreach (var sample in samples.Where(static sample => sample.Process == ReportSource.ApiProcess).OrderBy(static sample => sample.From))
        {
            if (sample.From > known) gaps.Add((known, sample.From < to ? sample.From : to));
            if (sample.To > known) known = sample.To;
        }

        if (known < to) gaps.Add((known, to));
        return gaps;
    }
}
