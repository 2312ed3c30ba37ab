namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>An instant with nanoseconds, in the years 1 to 9999.</summary>
/// <param name="Seconds">Since 1970, negative before.</param>
/// <param name="Nanos">0 to 999,999,999, always towards the future.</param>
internal readonly record struct CelTimestamp(long Seconds, int Nanos) : IComparable<CelTimestamp>
{
    public const long NanosPerSecond = 1_000_000_000;

    private const long LowestSecond = -62_135_596_800;
    private const long HighestSecond = 253_402_300_799;

    public static bool TryCreate(long seconds, int nanos, out CelTimestamp timestamp)
    {
        timestamp = new CelTimestamp(seconds, nanos);
        return seconds is >= LowestSecond and <= HighestSecond;
    }

    public static CelTimestamp From(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks - DateTime.UnixEpoch.Ticks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        return new CelTimestamp(seconds, (int)rest * 100);
    }

    /// <summary>The same instant to the precision of 100 ns, in UTC.</summary>
    public DateTime ToDateTime() => DateTime.UnixEpoch.AddTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanos / 100));

    public bool TryAdd(long nanoseconds, out CelTimestamp sum)
    {
        var (seconds, nanos) = Math.DivRem(nanoseconds, NanosPerSecond);
        nanos += Nanos;
        if (nanos < 0) (seconds, nanos) = (seconds - 1, nanos + NanosPerSecond);
        if (nanos >= NanosPerSecond) (seconds, nanos) = (seconds + 1, nanos - NanosPerSecond);
        return TryCreate(Seconds + seconds, (int)nanos, out sum);
    }

    /// <summary>The nanoseconds from <paramref name="other"/> to this; false when they are more than 64 bits hold.</summary>
    public bool TrySubtract(CelTimestamp other, out long nanoseconds)
    {
        var difference = ((Int128)(Seconds - other.Seconds) * NanosPerSecond) + (Nanos - other.Nanos);
        nanoseconds = unchecked((long)difference);
        return difference == nanoseconds;
    }

    public int CompareTo(CelTimestamp other) => Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanos.CompareTo(other.Nanos);
}
