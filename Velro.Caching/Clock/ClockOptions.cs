using System.ComponentModel.DataAnnotations;

namespace Velro.Caching.Clock;

/// <summary>Settings of the revision clock, in the configuration section <c>Velro:Clock</c>.</summary>
public sealed class ClockOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Clock";

    /// <summary>The time between two polls of the change feed. Default 25 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The age of the last completed poll from which the node refuses to answer. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a question waits for a revision that it asks for. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan CatchUpTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
