using System.ComponentModel.DataAnnotations;

namespace Velro.Caching.Monitoring;

/// <summary>Settings of the consistency monitor, in the configuration section <c>Velro:Monitor</c>.</summary>
public sealed class MonitorOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Monitor";

    /// <summary>The time between two rounds, in each of which a few recent questions are asked again. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);
}
