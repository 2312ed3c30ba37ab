using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>Settings of service keys, in the configuration section <c>Velro:ServiceKeys</c>.</summary>
internal sealed class ServiceKeyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:ServiceKeys";

    /// <summary>
    /// How many keys that nobody has may be looked up in a minute for one address; further ones that this node does not know are refused.
    /// Default 30.
    /// </summary>
    [Range(1, 100_000)]
    public int InvalidKeysPerMinute { get; set; } = 30;

    /// <summary>How many keys a user may have that are in use: neither revoked nor expired nor replaced. Default 100.</summary>
    [Range(1, 1_000_000)]
    public int MaximumPerUser { get; set; } = 100;

    /// <summary>How often the last use of keys is written. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan UsageInterval { get; set; } = TimeSpan.FromMinutes(1);
}
