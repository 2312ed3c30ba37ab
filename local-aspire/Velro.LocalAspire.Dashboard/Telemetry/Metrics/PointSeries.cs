namespace Velro.LocalAspire.Dashboard.Telemetry.Metrics;

/// <summary>
/// The points of a combination of attributes: all of the latest, and one for each coarse interval before. While nothing changes, one
/// point at each end stands for all between.
/// </summary>
internal sealed class PointSeries<T>(TelemetryLimits limits) where T : IMetricPoint<T>
{
    private readonly RingBuffer<T> _latest = new(limits.MaxPointCount);
    private readonly RingBuffer<T> _coarse = new(limits.MaxPointCount);
    private DateTime _lastCoarse;

    /// <summary>The latest point.</summary>
    public T? Last => _latest.Count > 0 ? _latest[_latest.Count - 1] : default;

    public bool IsEmpty => _latest.Count == 0;

    public void Add(T point)
    {
        var count = _latest.Count;
        // A point of the past (a second sender under the same name, a clock set back) would bend the line.
        if (count > 0 && point.Time <= _latest[count - 1].Time) return;
        var isFlat = count > 1 && _latest[count - 1].IsSame(point) && _latest[count - 2].IsSame(point);
        if (isFlat) _latest[count - 1] = _latest[count - 1].At(point.Time);
        else _latest.Add(point);
        if (point.Time - _lastCoarse < limits.CoarseInterval) return;
        _lastCoarse = point.Time;
        _coarse.Add(point);
    }

    /// <summary>All points, the oldest first.</summary>
    public T[] ToArray()
    {
        var latest = _latest.ToArray();
        if (latest.Length == 0) return latest;
        var before = 0;
        while (before < _coarse.Count && _coarse[before].Time < latest[0].Time) before++;
        var all = new T[before + latest.Length];
        for (var i = 0; i < before; i++) all[i] = _coarse[i];
        latest.CopyTo(all, before);
        return all;
    }
}
