using System.ComponentModel;

namespace Velro.Authorization.Contexts;

/// <summary>A sign-in, which access tokens name and which they count no longer than.</summary>
/// <param name="Id">What tokens name it by (the claim <c>sid</c>).</param>
/// <param name="UserId">Who signed in, or who owns the client.</param>
/// <param name="ClientId">The client that was signed in with.</param>
/// <param name="IsInteractive">Whether a person signed in; else a client did, which is to its owner what a key is (RIGHTS.md A3, A8).</param>
/// <param name="ExpiresAt">The instant from which it no longer counts; null: never.</param>
/// <param name="IsEnded">Whether it was ended.</param>
[ImmutableObject(true)]
public sealed record SessionContext(
    string Id, string UserId, string ClientId, bool IsInteractive, DateTimeOffset? ExpiresAt, bool IsEnded) : Context
{
    /// <summary>Whether the session counts at <paramref name="now"/>.</summary>
    public bool IsActive(DateTimeOffset now) => !IsEnded && (ExpiresAt is not { } end || now < end);
}
