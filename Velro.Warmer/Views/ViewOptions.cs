using System.ComponentModel.DataAnnotations;

namespace Velro.Warmer.Views;

/// <summary>Settings of the precomputed views, in the configuration section <c>Velro:Views</c>.</summary>
internal sealed class ViewOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Views";

    /// <summary>The time between two looks at what is marked. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many rows one transaction computes at most. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 1000;

    /// <summary>How many such transactions run between two looks, so that a backlog leaves room for others. Default 20.</summary>
    [Range(1, 1000)]
    public int BatchesPerPass { get; set; } = 20;

    /// <summary>The time between two samples of rows that are compared with the base tables. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ComparisonInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many rows of each view a sample has. Default 500.</summary>
    [Range(1, 10_000)]
    public int SampleSize { get; set; } = 500;

    /// <summary>The time between two refreshes of a materialized view. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a warmer may say nothing before another one takes its turn. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LongestSilence { get; set; } = TimeSpan.FromMinutes(1);
}
