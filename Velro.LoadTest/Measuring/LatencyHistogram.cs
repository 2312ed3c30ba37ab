using HdrHistogram;

namespace Velro.LoadTest.Measuring;

/// <summary>Latencies from a microsecond to two minutes, each within a thousandth (HdrHistogram). Not for several threads at once.</summary>
internal sealed class LatencyHistogram
{
    private const long Longest = 120_000_000;

    private readonly LongHistogram _microseconds = new(Longest, 3);
    private double _sum;

    public long Count => _microseconds.TotalCount;

    /// <summary>In milliseconds; 0 when there is none.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>In milliseconds.</summary>
    public double Max => Count == 0 ? 0 : _microseconds.GetMaxValue() / 1000.0;

    public void Record(TimeSpan latency)
    {
        _microseconds.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, Longest));
        _sum += latency.TotalMilliseconds;
    }

    /// <summary>In milliseconds.</summary>
    /// <param name="percent">0 to 100.</param>
    public double At(double percent) => Count == 0 ? 0 : _microseconds.GetValueAtPercentile(percent) / 1000.0;

    public void Add(LatencyHistogram other)
    {
        _microseconds.Add(other._microseconds);
        _sum += other._sum;
    }

    public void Clear()
    {
        if (Count == 0) return;
        _microseconds.Reset();
        _sum = 0;
    }

    /// <summary>The curve of latency by percentile: pairs of a percentile and milliseconds, closer together towards 100.</summary>
    public IReadOnlyList<double[]> Curve()
    {
        var points = new List<double[]>();
        if (Count == 0) return points;
        for (var rest = 1.0; rest * Count >= 1; rest /= Math.Pow(10, 0.1))
            points.Add([100 * (1 - rest), At(100 * (1 - rest))]);
        return points;
    }
}
