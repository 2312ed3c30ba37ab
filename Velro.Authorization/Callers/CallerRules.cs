using System.Net;
using Velro.Authorization.Contexts;

namespace Velro.Authorization.Callers;

/// <summary>Tells who a caller is, from contexts alone.</summary>
public static class CallerRules
{
    /// <summary>
    /// Identifies the caller. A key or session that is unknown, wrong, ended or expired, one used from where it may not be, and one whose user
    /// may not act, identify nobody; which of these it was is not told.
    /// </summary>
    /// <returns>False when a context was missing from <paramref name="source"/>.</returns>
    public static bool TryIdentify<TSource>(PresentedCredential presented, ref TSource source, DateTimeOffset now, out Caller? caller)
        where TSource : IContextSource
    {
        caller = null;
        if (presented.IsUnusable) return true;
        return presented.Token is { } token
            ? TryIdentify(token, presented.Address, ref source, now, out caller)
            : TryIdentify(presented.Key, presented.Address, ref source, now, out caller);
    }

    /// <summary>Identifies the caller, and judges whether it may act for the user whom it names, if it names one (RIGHTS.md A4).</summary>
    /// <returns>
    /// False when a context was missing from <paramref name="source"/>. <paramref name="judged"/> is then no judgement; when it holds a
    /// caller all the same, only the user acted for is missing, and what else the question needs can be looked for with it.
    /// </returns>
    public static bool TryJudge<TSource>(PresentedCaller presented, ref TSource source, DateTimeOffset now, out JudgedCaller judged)
        where TSource : IContextSource
    {
        judged = default;
        if (!TryIdentify(presented.Credential, ref source, now, out var caller)) return false;

        judged = JudgedCaller.Of(caller, presented.ActAs);
        if (judged.Caller?.ActingFor is not { } userId) return true;
        if (!source.TryFind<UserContext>(ContextKey.User(userId), out var user)) return false;

        if (!MayBeActedFor(user)) judged = new JudgedCaller(Caller: null, ActAsObjection.UserRefused);
        return true;
    }

    private static bool TryIdentify<TSource>(
        PresentedKey presented, IPAddress? address, ref TSource source, DateTimeOffset now, out Caller? caller)
        where TSource : IContextSource
    {
        caller = null;
        if (!source.TryFind<ServiceKeyContext>(ContextKey.ServiceKey(presented.KeyId), out var key)) return false;
        if (key is null || !presented.Matches(key.Hash.AsSpan()) ||
            !key.IsActive(now) || !key.IsUsableFrom(address)) return true;

        if (!source.TryFind<UserContext>(ContextKey.User(key.OwnerId), out var owner)) return false;
        if (owner is { State: AccountState.Active })
        {
            caller = new Caller(CallerKind.ServiceKey, key.Id, owner.Id, owner.IsAdministrator, key.Scopes)
            {
                Address = address,
                EvaluationsPerSecond = key.EvaluationsPerSecond,
            };
        }

        return true;
    }

    private static bool TryIdentify<TSource>(
        AccessToken token, IPAddress? address, ref TSource source, DateTimeOffset now, out Caller? caller)
        where TSource : IContextSource
    {
        caller = null;
        if (!token.IsActive(now)) return true;

        // Neither needs the other to be looked for.
        var areKnown = source.TryFind<SessionContext>(ContextKey.Session(token.SessionId), out var session);
        areKnown &= source.TryFind<UserContext>(ContextKey.User(token.UserId), out var user);
        if (!areKnown) return false;

        if (session is null || session.UserId != token.UserId || !session.IsActive(now) || user is not { State: AccountState.Active }) return true;
        var kind = session.IsInteractive ? CallerKind.Person : CallerKind.Client;
        caller = new Caller(kind, session.Id, user.Id, user.IsAdministrator, token.Scopes)
        {
            Address = address,
            AuthenticationLevel = token.AuthenticationLevel,
        };
        return true;
    }

    /// <summary>Whether <paramref name="user"/> is one to act for: active, and no administrator (RIGHTS.md A4).</summary>
    /// <param name="user">Null: there is no such user.</param>
    public static bool MayBeActedFor(UserContext? user) => user is { State: AccountState.Active, IsAdministrator: false };
}
