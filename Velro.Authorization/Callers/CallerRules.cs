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
}
