namespace Velro.Nodes.Samples;

/// <summary>How a process is, and what it did since it began.</summary>
public sealed record NodeStatus
{
    /// <summary>The name of the process, one of its kind: <c>authapi-x7k2</c>.</summary>
    public required string Node { get; init; }

    /// <summary>What it is: <c>authapi</c> or <c>warmer</c>.</summary>
    public required string Process { get; init; }

    /// <summary>The release.</summary>
    public required string Version { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it said so.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The processor time that it used since it began, in seconds.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>How many processors it has.</summary>
    public int Processors { get; init; }

    /// <summary>The memory that it has in use (resident), in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>What it may use, in bytes.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>The managed heap, in bytes.</summary>
    public long HeapBytes { get; init; }

    /// <summary>What its instruments counted since it began.</summary>
    public Dictionary<string, double> Counters { get; init; } = [];

    /// <summary>What its instruments say at present.</summary>
    public Dictionary<string, double> Gauges { get; init; } = [];

    /// <summary>Requests by operation since it began.</summary>
    public Dictionary<string, RequestCounts> Requests { get; init; } = [];

    /// <summary>Its revision clock; null: it has none.</summary>
    public ClockStatus? Clock { get; init; }

    /// <summary>What is adapted.</summary>
    public IReadOnlyList<KnobStatus> Knobs { get; init; } = [];

    /// <summary>What lies ahead.</summary>
    public IReadOnlyList<ForecastStatus> Forecasts { get; init; } = [];

    /// <summary>The limits of its pools.</summary>
    public Dictionary<string, int> PoolLimits { get; init; } = [];
}

/// <summary>A revision clock.</summary>
/// <param name="Mode">What the node can answer: <c>Current</c>, <c>Degraded</c>, <c>TooOld</c>, <c>Skewed</c>, <c>NotLoaded</c>.</param>
/// <param name="AgeSeconds">The time since the start of the last completed poll; null: it is not loaded.</param>
/// <param name="Revision">The database's snapshot that it is of; null: it is not loaded.</param>
/// <param name="Starts">How often it was loaded.</param>
/// <param name="OffsetSeconds">How far the database's clock is ahead of the node's.</param>
/// <param name="DegradedAfterSeconds">The age from which answers are degraded.</param>
public sealed record ClockStatus(
    string Mode, double? AgeSeconds, string? Revision, int Starts, double OffsetSeconds, double DegradedAfterSeconds);

/// <summary>Something that is adapted within bounds.</summary>
/// <param name="Knob">What.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Least">Its value is never less.</param>
/// <param name="Most">Its value is never more.</param>
/// <param name="IsOn">Whether it is moved.</param>
/// <param name="Actions">How often it was moved since the process began.</param>
/// <param name="MovedAt">When that was last; null: never.</param>
/// <param name="Why">Why; null: it never was.</param>
public sealed record KnobStatus(
    string Knob, double Value, string Unit, double Least, double Most, bool IsOn, long Actions, DateTimeOffset? MovedAt, string? Why);

/// <summary>What lies ahead of a quantity.</summary>
/// <param name="Quantity">What.</param>
/// <param name="Share">It, as a share of its limit; null: nobody knows.</param>
/// <param name="ExhaustionSeconds">The time until the limit is reached if the trend goes on; null: there is no trend that reaches it soon.</param>
/// <param name="IsWarning">Whether it warns at present.</param>
/// <param name="Warnings">How often it began to warn since the process began.</param>
/// <param name="WarnedAt">When that was last.</param>
public sealed record ForecastStatus(
    string Quantity, double? Share, double? ExhaustionSeconds, bool IsWarning, long Warnings, DateTimeOffset? WarnedAt);
