using System.ComponentModel.DataAnnotations;

namespace Velro.Nodes.Reports;

/// <summary>What is to be, in the configuration section <c>Velro:Report:Targets</c>.</summary>
public sealed class ReportTargets
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Report:Targets";

    /// <summary>The 99th percentile of checks. Default 75 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0001", "00:01:00")]
    public TimeSpan CheckLatency { get; set; } = TimeSpan.FromMilliseconds(75);

    /// <summary>The share of requests that is not answered with 5xx. Default 0.999.</summary>
    [Range(0.0, 1.0)]
    public double Availability { get; set; } = 0.999;

    /// <summary>Satisfaction over all operations (Apdex). Default 0.95.</summary>
    [Range(0.0, 1.0)]
    public double Apdex { get; set; } = 0.95;

    /// <summary>The share of contexts that is found in the process. Default 0.95.</summary>
    [Range(0.0, 1.0)]
    public double ProcessHitRatio { get; set; } = 0.95;

    /// <summary>The share of its memory that a node uses at most. Default 0.85.</summary>
    [Range(0.0, 1.0)]
    public double Memory { get; set; } = 0.85;

    /// <summary>The share of the period of which something must be known. Default 0.95.</summary>
    [Range(0.0, 1.0)]
    public double Coverage { get; set; } = 0.95;
}
