namespace Velro.ServiceDefaults.Tracing;

/// <summary>
/// How many traces are kept because their callers say so. Anybody can write that into a header, before it is known who calls: so there are so
/// many a second for all together.
/// </summary>
internal sealed class CallerAllowance(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _second = long.MinValue;
    private int _taken;

    /// <summary>Takes one of this second's; false: there is none left.</summary>
    public bool TryTake()
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        lock (_gate)
        {
            if (second != _second) (_second, _taken) = (second, 0);
            if (_taken >= perSecond) return false;
            _taken++;
            return true;
        }
    }
}
