namespace Velro.AuthApi.RateLimits;

/// <summary>
/// The count of one caller: of the window that is, and of the one before, which counts in by as much of it as a window that ended now would
/// still cover. So no stretch of time as long as a window has more than the limit, beginning wherever it likes.
/// </summary>
internal struct RateCell
{
    /// <summary>Whose.</summary>
    public UInt128 Id;

    /// <summary>The length of a window in ticks; 0: the cell is free.</summary>
    public long Length;

    /// <summary>Whether it waits to be told to the others.</summary>
    public bool IsQueued;

    /// <summary>In how many exchanges more it is to hear of the others.</summary>
    public byte Hearings;

    public RateWindow Current;
    public RateWindow Previous;

    /// <summary>When the present window ends: who is oldest in this gives its place.</summary>
    public readonly long End => Length == 0 ? long.MinValue : (Current.Index + 1) * Length;

    /// <summary>
    /// Begins the window of an instant, if it is another one. A clock that is put back a little goes on with the window that is; one that
    /// is put elsewhere begins anew.
    /// </summary>
    public void MoveTo(long now)
    {
        var index = now / Length;
        if (index == Current.Index || index == Current.Index - 1) return;
        Previous = index == Current.Index + 1 ? Current : new RateWindow { Index = index - 1 };
        Current = new RateWindow { Index = index };
    }

    /// <summary>In how many ticks there will be so many permits, if nobody takes any until then; 0: there are.</summary>
    public readonly long DelayOf(int limit, int permits, long now)
    {
        var into = Math.Clamp(now - Current.Index * Length, 0, Length);
        var free = (long)limit - permits;
        if (free >= 0 && Current.Total + Weighed(Previous.Total, Length - into) <= free) return 0;

        // More than the limit there never is: whoever asks for that is told to come back, and with less.
        if (free < 0) return Length;
        return Current.Total <= free
            ? DecayTime(Previous.Total, free - Current.Total) - into
            : Length - into + DecayTime(Current.Total, free);
    }

    /// <summary>A part of a permit is a whole one.</summary>
    private readonly long Weighed(long total, long part) => (long)(((Int128)total * part + Length - 1) / Length);

    /// <summary>How far into the next window a count weighs no more than <paramref name="free"/>.</summary>
    private readonly long DecayTime(long total, long free) => total <= free ? 0 : Length - (long)((Int128)free * Length / total);
}
