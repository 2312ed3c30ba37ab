using System.Net;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Authentication.Mail;

namespace Velro.AuthApi.RateLimits;

/// <summary>
/// How many mails of a kind one recipient is sent: so many for who asks from one network, and four times that for whoever asks. Anybody may
/// have mails sent to anybody, and is not to keep somebody else's away by that: one kind uses up nothing of another, and one network nothing of
/// what another may ask for, until four of them have.
/// </summary>
internal sealed class MailLimits(RateCounters counters, RateIds ids, IOptions<RateLimitOptions> options, RateLimitMetrics metrics)
{
    private readonly RateLimit _fromNetwork = RateLimit.PerTenMinutes(RateClass.Mail, options.Value.MailsPerRecipient);
    private readonly RateLimit _fromAnywhere = RateLimit.PerTenMinutes(RateClass.Mail, 4 * options.Value.MailsPerRecipient);

    /// <summary>Counts a mail. False: it is one too many.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="recipient">The address; how letters are written does not matter.</param>
    /// <param name="source">From where it is asked for; null: unknown, which is one place.</param>
    public bool TryTake(MailKind kind, string recipient, IPAddress? source)
    {
        var name = recipient.Trim().ToUpperInvariant();
        ReadOnlySpan<char> of = [(char)('a' + (int)kind)];

        // Who has used up their own share uses up nobody else's.
        var isWithin = IsWithin(ids.Of(RateClass.Mail, name, of, 1 + AddressPrefix.Of(source)), _fromNetwork)
            && IsWithin(ids.Of(RateClass.Mail, name, of), _fromAnywhere);
        if (!isWithin) metrics.WasRefused(_fromNetwork);
        return isWithin;
    }

    private bool IsWithin(UInt128 id, in RateLimit limit) => counters.TryTake(id, limit) == TimeSpan.Zero;
}
