using System.ComponentModel.DataAnnotations;

namespace Velro.Warmer.Compaction;

/// <summary>Settings of the folding of old changes, in the configuration section <c>Velro:Compaction</c>.</summary>
internal sealed class CompactionOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Compaction";

    /// <summary>
    /// How old the snapshot is that changes are folded up to, and the time between two folds. A node whose clock is older than that starts
    /// over. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many changes there must be before any are folded. Default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int MinimumChanges { get; set; } = 10_000;
}
