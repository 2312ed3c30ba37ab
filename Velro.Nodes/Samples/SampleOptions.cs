using System.ComponentModel.DataAnnotations;

namespace Velro.Nodes.Samples;

/// <summary>Settings of what processes say of themselves, in the configuration section <c>Velro:Nodes</c>.</summary>
public sealed class SampleOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Nodes";

    /// <summary>The name of this process, one of all. Default: what it is, and <c>service.instance.id</c> of
    /// <c>OTEL_RESOURCE_ATTRIBUTES</c>, else the machine's name and the process's number.</summary>
    [MaxLength(256)]
    public string? Name { get; set; }

    /// <summary>The time between two statuses. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan StatusInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The while that a sample is of. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many samples wait while the database is away; the oldest ones go. Default 288, a day's.</summary>
    [Range(1, 100_000)]
    public int WaitingSamples { get; set; } = 288;
}
