using System.ComponentModel.DataAnnotations;

namespace Velro.ServiceDefaults;

/// <summary>How a process ends its traffic, in the configuration section <c>Velro:Draining</c>.</summary>
public sealed class DrainingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Draining";

    /// <summary>
    /// How long a process that is told to stop goes on to answer while requests still come, before it closes their connections. Default 2 s. A
    /// load balancer that looks at <c>/health</c> more rarely needs more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(2);
}
