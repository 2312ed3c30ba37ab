namespace Velro.Caching.Clock;

/// <summary>
/// One moment by both clocks of this machine. The monotonic one is not set by anyone but stands still while the machine is suspended; the
/// wall clock goes on then, and may be set.
/// </summary>
/// <param name="Timestamp">The monotonic clock, in ticks of the <see cref="TimeProvider"/>.</param>
/// <param name="Utc">The wall clock.</param>
public readonly record struct Moment(long Timestamp, DateTimeOffset Utc)
{
    /// <summary>This moment.</summary>
    public static Moment Now(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new Moment(time.GetTimestamp(), time.GetUtcNow());
    }

    /// <summary>The longer of what the two clocks say has passed until <paramref name="later"/>.</summary>
    public TimeSpan ElapsedUntil(Moment later, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var (byTimestamp, byUtc) = (time.GetElapsedTime(Timestamp, later.Timestamp), later.Utc - Utc);
        return byTimestamp > byUtc ? byTimestamp : byUtc;
    }
}
