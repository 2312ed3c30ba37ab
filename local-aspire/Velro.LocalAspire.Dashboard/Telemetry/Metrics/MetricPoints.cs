namespace Velro.LocalAspire.Dashboard.Telemetry.Metrics;

/// <summary>A number at a moment.</summary>
public readonly record struct NumberPoint(DateTime Time, double Value) : IMetricPoint<NumberPoint>
{
    public bool IsSame(NumberPoint other) => Value.Equals(other.Value);

    public NumberPoint At(DateTime time) => this with { Time = time };
}

/// <summary>A distribution at a moment: what has been counted in each bucket since the process began.</summary>
/// <param name="Time">The moment, UTC.</param>
/// <param name="Count">How many have been measured.</param>
/// <param name="Sum">What they add up to.</param>
/// <param name="Bounds">The upper bounds of the buckets but the last, ascending.</param>
/// <param name="Counts">How many lie in each bucket: one more than there are bounds.</param>
public sealed record HistogramPoint(DateTime Time, ulong Count, double Sum, double[] Bounds, ulong[] Counts) : IMetricPoint<HistogramPoint>
{
    public bool IsSame(HistogramPoint other) => Count == other.Count && Sum.Equals(other.Sum);

    public HistogramPoint At(DateTime time) => this with { Time = time };

    /// <summary>What came since an earlier point; all of it when the process began anew between or counts in other buckets.</summary>
    public HistogramPoint Since(HistogramPoint? earlier)
    {
        if (earlier is null || earlier.Count > Count || !ReferenceEquals(earlier.Bounds, Bounds)) return this;
        var counts = new ulong[Counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            if (earlier.Counts[i] > Counts[i]) return this;
            counts[i] = Counts[i] - earlier.Counts[i];
        }

        return new HistogramPoint(Time, Count - earlier.Count, Sum - earlier.Sum, Bounds, counts);
    }

    /// <summary>Both together; of two with other buckets, the one that has more.</summary>
    public HistogramPoint Plus(HistogramPoint other)
    {
        if (!Bounds.AsSpan().SequenceEqual(other.Bounds)) return Count >= other.Count ? this : other;
        var counts = new ulong[Counts.Length];
        for (var i = 0; i < counts.Length; i++) counts[i] = Counts[i] + other.Counts[i];
        return new HistogramPoint(Time, Count + other.Count, Sum + other.Sum, Bounds, counts);
    }

    /// <summary>
    /// The value that a share of the measurements lies at or below, as Prometheus estimates it: evenly spread within a bucket, and the
    /// highest bound for what lies beyond it. Not a number when nothing was measured.
    /// </summary>
    /// <param name="share">Between 0 and 1.</param>
    public double Percentile(double share)
    {
        if (Count == 0 || Bounds.Length == 0) return double.NaN;
        var rank = share * Count;
        var below = 0UL;
        for (var i = 0; i < Bounds.Length; i++)
        {
            if (below + Counts[i] >= rank && Counts[i] > 0)
            {
                var lower = i > 0 ? Bounds[i - 1] : Math.Min(0, Bounds[0]);
                return lower + ((Bounds[i] - lower) * ((rank - below) / Counts[i]));
            }

            below += Counts[i];
        }

        return Bounds[^1];
    }
}

/// <summary>What the two kinds of points have in common.</summary>
public interface IMetricPoint<T>
{
    DateTime Time { get; }

    /// <summary>Whether nothing has changed between the two.</summary>
    bool IsSame(T other);

    /// <summary>The same at another time.</summary>
    T At(DateTime time);
}

/// <summary>A single measurement, and the span it was made in.</summary>
public sealed record ExemplarRecord(DateTime Time, double Value, string TraceId, string SpanId);
