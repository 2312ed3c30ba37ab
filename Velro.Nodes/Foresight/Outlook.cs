namespace Velro.Nodes.Foresight;

/// <summary>
/// Judges whether a series reaches its limit soon. It is careful: a line is drawn on no further than it was seen, both halves of it must rise,
/// and the slower of the two counts. So a step is none (one half is flat), nor is warming up (the second half is flatter), nor the rising half
/// of a day.
/// </summary>
public static class Outlook
{
    /// <summary>Standard deviations: of a thousand series without a trend one has as much by chance, before anything else is asked.</summary>
    private const double LeastSignificance = 3.1;

    /// <summary>What each half must rise at least, of what the whole does.</summary>
    private const double LeastShareOfHalf = 0.4;

    /// <summary>What it must have risen, in deviations of the points from the line: less is a wandering.</summary>
    private const double LeastRise = 4;

    /// <summary>How far ahead a line is believed, of the time that it was seen.</summary>
    private const double Reach = 0.6;

    /// <summary>The time until the limit is reached when it goes on so; null: there is no trend that reaches it within the time that was seen.</summary>
    /// <param name="seconds">The times, ascending.</param>
    /// <param name="values">The values; the limit is above them.</param>
    /// <param name="limit">What must not be reached.</param>
    public static TimeSpan? ExhaustionOf(ReadOnlySpan<double> seconds, ReadOnlySpan<double> values, double limit)
    {
        if (values.Length < 16 || IsFarOff(values, limit)) return null;

        var seen = seconds[^1] - seconds[0];
        var whole = Trend.Of(seconds, values);
        if (whole.Slope <= 0 || whole.Significance < LeastSignificance || whole.Slope * seen < LeastRise * whole.Noise) return null;

        var middle = values.Length / 2;
        var early = Trend.Of(seconds[..middle], values[..middle]);
        var late = Trend.Of(seconds[middle..], values[middle..]);
        if (early.Slope < whole.Slope * LeastShareOfHalf || late.Slope < whole.Slope * LeastShareOfHalf) return null;

        // What is over the limit already has no way to go, and is for the alert on it.
        var left = (limit - whole.Level) / Math.Min(whole.Slope, late.Slope);
        return left > Reach * seen ? null : TimeSpan.FromSeconds(Math.Max(0, left));
    }

    /// <summary>What has risen from its first third to its last by less than half of what is left comes nowhere near: most series, at little cost.</summary>
    private static bool IsFarOff(ReadOnlySpan<double> values, double limit)
    {
        var third = values.Length / 3;
        var (first, last) = (0.0, 0.0);
        for (var i = 0; i < third; i++) (first, last) = (first + (values[i] / third), last + (values[^(i + 1)] / third));
        return last - first < (limit - last) / 2;
    }
}
