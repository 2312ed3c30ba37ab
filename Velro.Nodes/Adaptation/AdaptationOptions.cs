using System.ComponentModel.DataAnnotations;

namespace Velro.Nodes.Adaptation;

/// <summary>Settings of what a process adapts by itself, in the configuration section <c>Velro:Adaptation</c>.</summary>
public sealed class AdaptationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Adaptation";

    /// <summary>Whether anything is moved at all. Default: yes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The time between two looks. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the change feed is polled more often while there are changes. Default: yes.</summary>
    public bool PollInterval { get; set; } = true;

    /// <summary>Whether the parts of the local cache that kinds have are moved. Default: yes.</summary>
    public bool LocalShares { get; set; } = true;

    /// <summary>Whether fewer transactions at once are let into a pool when they get slower. Default: yes.</summary>
    public bool PoolGates { get; set; } = true;

    /// <summary>Whether more passwords are hashed at once when many wait and the processors have room. Default: yes.</summary>
    public bool PasswordParallelism { get; set; } = true;
}
