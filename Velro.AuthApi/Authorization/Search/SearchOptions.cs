using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>Settings of searches, in the configuration section <c>Velro:Search</c>.</summary>
internal sealed class SearchOptions
{
    public const string Section = "Velro:Search";

    /// <summary>The largest page (RIGHTS.md D4).</summary>
    public const int MaximumLimit = 1000;

    /// <summary>The size of a page that does not say one. Default 100.</summary>
    [Range(1, MaximumLimit)]
    public int DefaultLimit { get; set; } = 100;

    /// <summary>How many candidates a page may look at; then it ends, short or empty, with a token to go on. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int WorkLimit { get; set; } = 2000;

    /// <summary>How long a page may take; then it is a 503. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a token can be used. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(1);
}
