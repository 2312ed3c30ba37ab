using Microsoft.Extensions.Options;

namespace Velro.AuthApi.RateLimits;

/// <summary>
/// How many mails one recipient is sent, from wherever they are asked for: anybody may have mails sent to anybody. Who is kept from another
/// mail by that has had some, of which each would have done.
/// </summary>
internal sealed class MailLimits(RateCounters counters, RateIds ids, IOptions<RateLimitOptions> options, RateLimitMetrics metrics)
{
    private readonly RateLimit _ofRecipient = RateLimit.PerTenMinutes(RateClass.Mail, options.Value.MailsPerRecipient);

    /// <summary>Counts a mail. False: it is one too many.</summary>
    /// <param name="recipient">The address; how letters are written does not matter.</param>
    public bool TryTake(string recipient)
    {
        var isWithin = counters.TryTake(ids.Of(_ofRecipient.Class, recipient.Trim().ToUpperInvariant()), _ofRecipient) == TimeSpan.Zero;
        if (!isWithin) metrics.WasRefused(_ofRecipient);
        return isWithin;
    }
}
