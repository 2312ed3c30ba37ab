using System.ComponentModel.DataAnnotations;

namespace Velro.Nodes.Foresight;

/// <summary>The limits that foresight looks ahead to, in the configuration section <c>Velro:Foresight</c>.</summary>
public sealed class ForecastOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Foresight";

    /// <summary>Whether it looks ahead. Default: yes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The 99th percentile of checks that is too much. Default 200 ms, as the alert has it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The share of contexts found in the process that is too little. Default 0.8.</summary>
    [Range(0.01, 0.99)]
    public double HitRatio { get; set; } = 0.8;

    /// <summary>The share of the memory that is too much. Default 0.95.</summary>
    [Range(0.05, 1.0)]
    public double Memory { get; set; } = 0.95;

    /// <summary>The share of a pool's connections that is too much. Default 1.</summary>
    [Range(0.05, 1.0)]
    public double Pool { get; set; } = 1;

    /// <summary>The share of a disk that is too much. Default 0.95.</summary>
    [Range(0.05, 1.0)]
    public double Disk { get; set; } = 0.95;
}
