namespace Velro.Operations.Foresight;

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

    /// <summary>The time until the limit is reached when it goes on so; null: there is no trend that reaches it within the time that was seen.</summary>
    /// <param name="seconds">The times, ascending.</param>
    /// <param name="values">The values; the limit is above them.</param>
    /// <param name="limit">What must not be reached.</param>
    public static TimeSpan? ExhaustionOf(ReadOnlySpan<double> seconds, ReadOnlySpan<double> values, double limit)
    {
        if (values.Length < 16) return null;

        var whole = Trend.Of(seconds, values);
        if (whole.Slope <= 0 || whole.Significance < LeastSignificance) return null;

        var middle = values.Length / 2;
        var early = Trend.Of(seconds[..middle], values[..middle]);
        var late = Trend.Of(seconds[middle..], values[middle..]);
        if (early.Slope < whole.Slope * LeastShareOfHalf || late.Slope < whole.Slope * LeastShareOfHalf) return null;

        // What is over the limit already has no way to go, and is for the alert on it.
        var left = (limit - whole.Level) / Math.Min(whole.Slope, late.Slope);
        var seen = seconds[^1] - seconds[0];
        return left > seen ? null : TimeSpan.FromSeconds(Math.Max(0, left));
    }
}
