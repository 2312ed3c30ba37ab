using System.ComponentModel.DataAnnotations;

namespace Velro.Caching.Tiers;

/// <summary>Settings of the caching tiers, in the configuration section <c>Velro:Cache</c>. No correctness rests on any of them.</summary>
public sealed class CacheOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Cache";

    /// <summary>How long the local cache (L1) keeps an entry. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LocalLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the shared cache (L2) keeps an entry. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan SharedLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The longest that one call of the shared cache may take. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan SharedTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest that one load from the database may take. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
