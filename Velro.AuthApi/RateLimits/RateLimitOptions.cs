using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.RateLimits;

/// <summary>
/// Settings of rate limits (RIGHTS.md F2), in the configuration section <c>Velro:RateLimits</c>. What a key may ask for is its own setting.
/// </summary>
internal sealed class RateLimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:RateLimits";

    private const int Most = 1_000_000_000;

    /// <summary>How many evaluations and searches a person who signed in may ask for in a second. Default 50.</summary>
    [Range(1, Most)]
    public int PersonEvaluationsPerSecond { get; set; } = 50;

    /// <summary>How many requests to management endpoints a caller may make in a minute, for each user it acts for. Default 600.</summary>
    [Range(1, Most)]
    public int ManagementPerMinute { get; set; } = 600;

    /// <summary>How many requests without a credential may come from an address in a minute. Default 600.</summary>
    [Range(1, Most)]
    public int AnonymousPerMinute { get; set; } = 600;

    /// <summary>How many attempts to sign in to one account may come from one address in a minute. Default 10.</summary>
    [Range(1, Most)]
    public int SignInsPerAccount { get; set; } = 10;

    /// <summary>How many attempts to sign in may come from one address in a minute. Default 100.</summary>
    [Range(1, Most)]
    public int SignInsPerAddress { get; set; } = 100;

    /// <summary>
    /// How many requests to the endpoints of OAuth may come from an address in a minute, whatever they present. Default 3,000: a server
    /// that asks about each token that it sees, or many people behind one address, come to that.
    /// </summary>
    [Range(1, Most)]
    public int OAuthPerMinute { get; set; } = 3_000;

    /// <summary>How many mails one recipient may be sent in ten minutes, whoever asks for them. Default 5.</summary>
    [Range(1, Most)]
    public int MailsPerRecipient { get; set; } = 5;

    /// <summary>How often the nodes tell each other what they have counted. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan ExchangeInterval { get; set; } = TimeSpan.FromMilliseconds(200);
}
