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

    /// <summary>The age of the last completed poll from which an answer says that it is degraded. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan DegradedAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The age of the last completed poll from which the node refuses to answer. Default 30 s. What is not longer than
    /// <see cref="DegradedAfter"/>, such as 0, means that it never answers degraded, and refuses from there on.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StalenessBound { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How far the node's clock may be off the database's; beyond it, the node does not answer. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan MaximumOffset { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a question waits for a revision that it asks for. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan CatchUpTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
