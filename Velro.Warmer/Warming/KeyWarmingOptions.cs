using System.ComponentModel.DataAnnotations;

namespace Velro.Warmer.Warming;

/// <summary>Settings of the daily warming of service keys, in the configuration section <c>Velro:KeyWarming</c>.</summary>
internal sealed class KeyWarmingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:KeyWarming";

    /// <summary>When, each day, in UTC. Default 03:00.</summary>
    public TimeOnly At { get; set; } = new(3, 0);

    /// <summary>Keys that were used so lately are brought. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan UsedWithin { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many are brought at most, the latest used first. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaximumKeys { get; set; } = 10_000;
}
