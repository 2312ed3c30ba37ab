using System.Security.Cryptography;
using Velro.Authorization.Contexts;

namespace Velro.Authorization.Callers;

/// <summary>Tells who a caller is, from contexts alone.</summary>
public static class CallerRules
{
    /// <summary>
    /// Identifies the caller. A key that is unknown, wrong, revoked or expired, and one whose owner may not act, identify nobody; which of
    /// these it was is not told.
    /// </summary>
    /// <returns>False when a context was missing from <paramref name="source"/>.</returns>
    public static bool TryIdentify<TSource>(PresentedKey presented, ref TSource source, DateTimeOffset now, out Caller? caller)
        where TSource : IContextSource
    {
        caller = null;
        if (!source.TryFind<ServiceKeyContext>(ContextKey.ServiceKey(presented.KeyId), out var key)) return false;
        if (key is null || !CryptographicOperations.FixedTimeEquals(key.Hash.AsSpan(), presented.Hash.Span) || !key.IsActive(now)) return true;

        if (!source.TryFind<UserContext>(ContextKey.User(key.OwnerId), out var owner)) return false;
        if (owner is { State: AccountState.Active }) caller = new Caller(key.Id, owner.Id, owner.IsAdministrator, key.Scopes);
        return true;
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
        if (!TryIdentify(presented.Key, ref source, now, out var caller)) return false;

        judged = JudgedCaller.Of(caller, presented.ActAs);
        if (judged.Caller?.ActingFor is not { } userId) return true;
        if (!source.TryFind<UserContext>(ContextKey.User(userId), out var user)) return false;

        if (!MayBeActedFor(user)) judged = new JudgedCaller(Caller: null, ActAsObjection.UserRefused);
        return true;
    }

    /// <summary>Whether <paramref name="user"/> is one to act for: active, and no administrator (RIGHTS.md A4).</summary>
    /// <param name="user">Null: there is no such user.</param>
    public static bool MayBeActedFor(UserContext? user) => user is { State: AccountState.Active, IsAdministrator: false };
}
