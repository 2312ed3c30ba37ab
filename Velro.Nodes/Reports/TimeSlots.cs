using Velro.Nodes.Samples;

namespace Velro.Nodes.Reports;

/// <summary>A period in equal parts, and the samples that end in each.</summary>
internal sealed class TimeSlots
{
    /// <summary>As many as a plot shows apart.</summary>
    private const int Most = 168;

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(5);

    private readonly NodeSample[][] _slots;

    public TimeSlots(IEnumerable<NodeSample> samples, DateTimeOffset from, DateTimeOffset to)
    {
        var span = to - from;
        Length = span / Most > Least ? span / Most : Least;
        var count = Math.Max(1, (int)Math.Ceiling(span / Length));
        Starts = [.. Enumerable.Range(0, count).Select(i => from + (i * Length))];
        _slots = [.. Enumerable.Range(0, count).Select(static _ => Array.Empty<NodeSample>())];
        foreach (var group in samples.GroupBy(sample => (int)Math.Ceiling((sample.To - from) / Length) - 1))
        {
            if (group.Key >= 0 && group.Key < count) _slots[group.Key] = [.. group];
        }
    }

    /// <summary>How long each is.</summary>
    public TimeSpan Length { get; }

    /// <summary>When each begins.</summary>
    public IReadOnlyList<DateTimeOffset> Starts { get; }

    /// <summary>One value of each; null: nobody knows.</summary>
    public IReadOnlyList<ReportedPoint> Each(Func<NodeSample[], double?> value) =>
        [.. Starts.Select((start, i) => new ReportedPoint(start + (Length / 2), _slots[i].Length == 0 ? null : value(_slots[i])))];
}
