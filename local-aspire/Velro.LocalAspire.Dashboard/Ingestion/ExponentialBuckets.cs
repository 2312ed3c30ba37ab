using Velro.LocalAspire.Dashboard.Protocol.Metrics;

namespace Velro.LocalAspire.Dashboard.Ingestion;

/// <summary>
/// Turns the buckets of an exponential histogram into buckets with bounds: bucket i reaches from base^i to base^(i+1), where
/// base = 2^(2^-scale) (OpenTelemetry's data model).
/// </summary>
internal static class ExponentialBuckets
{
    // Senders have 160 a side; more is nobody's histogram.
    private const int MaxBuckets = 1_024;

    public static (double[] Bounds, ulong[] Counts) ToExplicit(ExponentialHistogramDataPoint point)
    {
        var bounds = new List<double>();
        var counts = new List<ulong>();
        var factor = Math.ScaleB(1, -Math.Clamp(point.Scale, -10, 20));
        var negative = point.Negative?.BucketCounts.Take(MaxBuckets).ToList() ?? [];
        for (var i = negative.Count - 1; i >= 0; i--) Add(-Bound(point.Negative!.Offset + i), negative[i]);
        Add(Math.Max(point.ZeroThreshold, 0), point.ZeroCount);
        var positive = point.Positive?.BucketCounts.Take(MaxBuckets).ToList() ?? [];
        if (positive.Count > 0 && Bound(point.Positive!.Offset) > bounds[^1]) Add(Bound(point.Positive.Offset), 0);
        for (var i = 0; i < positive.Count; i++) Add(Bound(point.Positive!.Offset + i + 1), positive[i]);
        counts.Add(0);
        return ([.. bounds], [.. counts]);

        double Bound(int index) => Math.Pow(2, index * factor);

        void Add(double upper, ulong count)
        {
            bounds.Add(upper);
            counts.Add(count);
        }
    }
}
