using System.Net;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.RateLimits;

/// <summary>
/// How often a caller may ask (RIGHTS.md F2). Each question takes a permit; what is wrong with it afterwards gives none back.
/// </summary>
internal sealed class CallerLimits(RateCounters counters, RateIds ids, IOptions<RateLimitOptions> options, RateLimitMetrics metrics)
{
    private readonly RateLimit _ofPeople = RateLimit.PerSecond(RateClass.Checks, options.Value.PersonEvaluationsPerSecond);
    private readonly RateLimit _management = RateLimit.PerMinute(RateClass.Management, options.Value.ManagementPerMinute);
    private readonly RateLimit _oauth = RateLimit.PerMinute(RateClass.OAuth, options.Value.OAuthPerMinute);
    private readonly RateLimit _anonymous = RateLimit.PerMinute(RateClass.Anonymous, options.Value.AnonymousPerMinute);

    /// <summary>
    /// Why a caller may not have so many more evaluations or searches now; null: it may. Keys may have as many as they like unless they
    /// have a limit of their own, and so may clients; a person's are counted over all of their sessions.
    /// </summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="evaluations">How many; 0: not known yet, and only whether there is one is looked at.</param>
    public Problem? ObjectionToChecks(Caller caller, int evaluations)
    {
        if (caller.Kind == CallerKind.Person) return Take(ids.Of(RateClass.Checks, caller.UserId), _ofPeople, evaluations);
        return caller.EvaluationsPerSecond is { } rate
            ? Take(ids.Of(RateClass.Checks, caller.CredentialId), RateLimit.PerSecond(RateClass.Checks, rate), evaluations)
            : null;
    }

    /// <summary>
    /// Why a caller may not make another request to a management endpoint now; null: it may. A key that acts for many users is limited for
    /// each of them, as they would be by themselves.
    /// </summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="actAs">Whom the request names to act for.</param>
    public Problem? ObjectionToManagement(Caller caller, string? actAs)
    {
        var subject = actAs is not null && caller.Has(Scopes.ActAs) ? actAs : null;
        var name = caller.Kind == CallerKind.Person ? caller.UserId : caller.CredentialId;
        return Take(ids.Of(RateClass.Management, name, subject), _management, permits: 1);
    }

    /// <summary>Why no further request without a credential is answered to an address now; null: it is.</summary>
    public Problem? ObjectionToAnonymous(IPAddress? address) =>
        Take(ids.Of(RateClass.Anonymous, default, address: AddressPrefix.Of(address)), _anonymous, permits: 1);

    /// <summary>
    /// Why no further request to the endpoints of OAuth is answered to an address now; null: it is. Clients, codes and refresh tokens are
    /// looked up before it is known whether they are any good.
    /// </summary>
    public Problem? ObjectionToOAuth(IPAddress? address) =>
        Take(ids.Of(RateClass.OAuth, default, address: AddressPrefix.Of(address)), _oauth, permits: 1);

    private Problem? Take(UInt128 id, in RateLimit limit, int permits)
    {
        var delay = permits == 0 ? counters.Look(id, limit) : counters.TryTake(id, limit, permits);
        if (delay == TimeSpan.Zero) return null;

        metrics.WasRefused(limit);
        return RateLimitProblems.Exceeded(limit, delay, permits);
    }
}
