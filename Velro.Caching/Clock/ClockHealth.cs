using Microsoft.Extensions.Options;

namespace Velro.Caching.Clock;

/// <summary>Judges what the clock's present version is good for, by its age: the time since the start of the last completed poll.</summary>
public sealed class ClockHealth(RevisionClock clock, TimeProvider time, IOptions<ClockOptions> options)
{
    private readonly ClockOptions _options = options.Value;

    /// <summary>The mode now.</summary>
    public ClockMode Mode => ModeAt(Moment.Now(time), out _);

    /// <summary>
    /// Whether the database was heard of lately. Where not, it is not asked for anything that a request would wait for: the clock's own
    /// follower finds out when it is back.
    /// </summary>
    public bool IsDatabaseThere => Mode is ClockMode.Current or ClockMode.Skewed or ClockMode.NotLoaded;

    /// <summary>The clock's age; null: it is not loaded.</summary>
    public TimeSpan? Age => clock.Current?.AskedAt.ElapsedUntil(Moment.Now(time), time);

    /// <summary>The mode at <paramref name="now"/>, and the version that it is of.</summary>
    public ClockMode ModeAt(Moment now, out ClockState? version)
    {
        version = clock.Current;
        if (version is null) return ClockMode.NotLoaded;
        if (version.Offset.Duration() > _options.MaximumOffset) return ClockMode.Skewed;

        var age = version.AskedAt.ElapsedUntil(now, time);
        if (age <= _options.DegradedAfter) return ClockMode.Current;
        return age <= _options.StalenessBound ? ClockMode.Degraded : ClockMode.TooOld;
    }
}
