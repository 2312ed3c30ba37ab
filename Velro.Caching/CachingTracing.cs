using System.Diagnostics;

namespace Velro.Caching;

/// <summary>Where the spans of this project come from.</summary>
internal static class CachingTracing
{
    /// <summary>The tag that names a tier, as in the metrics.</summary>
    public const string Tier = "velro.cache.tier";

    /// <summary>The source.</summary>
    public static readonly ActivitySource Source = new("Velro.Caching");
}
