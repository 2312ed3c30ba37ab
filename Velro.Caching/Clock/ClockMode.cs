namespace Velro.Caching.Clock;

/// <summary>What a node can answer by its clock (DESIGN.md section 4, when parts fail).</summary>
public enum ClockMode
{
    /// <summary>The clock is milliseconds behind the database: everything.</summary>
    Current,

    /// <summary>The database was not heard of lately: what is cached, and it says so.</summary>
    Degraded,

    /// <summary>The database was not heard of for too long: nothing.</summary>
    TooOld,

    /// <summary>This machine's clock and the database's are too far apart to say what has expired: nothing.</summary>
    Skewed,

    /// <summary>The clock is not loaded: nothing.</summary>
    NotLoaded,
}
