using System.Net;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.RateLimits;

/// <summary>
/// How often one may try to sign in (RIGHTS.md F2): so often to an account from an address, and so often from an address. What somebody
/// tries from elsewhere counts for neither, so that nobody is shut out by another.
/// </summary>
internal sealed class SignInLimits(RateCounters counters, RateIds ids, IOptions<RateLimitOptions> options, RateLimitMetrics metrics)
{
    private readonly RateLimit _ofAccount = RateLimit.PerMinute(RateClass.SignInToAccount, options.Value.SignInsPerAccount);
    private readonly RateLimit _ofAddress = RateLimit.PerMinute(RateClass.SignInFromAddress, options.Value.SignInsPerAddress);

    /// <summary>Counts an attempt, whether there is such an account or not, and whatever comes of it.</summary>
    /// <param name="account">What the person calls it; how letters are written does not matter.</param>
    /// <param name="address">From where; null: unknown, which is one place.</param>
    /// <returns>Zero when it may be made; else when to come back.</returns>
    public TimeSpan TryTake(string account, IPAddress? address) => Take(account, address, out _);

    /// <summary>The same; null when it may be made, else the problem that says when to come back.</summary>
    public Problem? ObjectionTo(string account, IPAddress? address)
    {
        var delay = Take(account, address, out var limit);
        return delay == TimeSpan.Zero ? null : RateLimitProblems.Exceeded(limit, delay);
    }

    /// <summary>Counts an attempt by who does not say which account it is for.</summary>
    public Problem? ObjectionTo(IPAddress? address)
    {
        var delay = Take(account: null, address, out var limit);
        return delay == TimeSpan.Zero ? null : RateLimitProblems.Exceeded(limit, delay);
    }

    /// <summary>The address first: who has used it up makes no further accounts be counted.</summary>
    private TimeSpan Take(string? account, IPAddress? address, out RateLimit limit)
    {
        var from = AddressPrefix.Of(address);
        limit = _ofAddress;
        var delay = counters.TryTake(ids.Of(limit.Class, default, address: from), limit);
        if (delay == TimeSpan.Zero && account is not null)
        {
            limit = _ofAccount;
            delay = counters.TryTake(ids.Of(limit.Class, account.Trim().ToUpperInvariant(), address: from), limit);
        }

        if (delay > TimeSpan.Zero) metrics.WasRefused(limit);
        return delay;
    }
}
