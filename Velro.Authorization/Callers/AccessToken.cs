using System.Collections.Immutable;

namespace Velro.Authorization.Callers;

/// <summary>
/// What an access token says whose signature, issuer and audience were verified (RFC 9068). It is no more than a claim to a session: whether
/// that one still counts is judged with each question, at the revision of the answer.
/// </summary>
/// <param name="SessionId">The claim <c>sid</c>.</param>
/// <param name="UserId">The claim <c>sub</c>.</param>
/// <param name="Scopes">The claim <c>scope</c>: of Velro's own scopes, and no others.</param>
/// <param name="ExpiresAt">The claim <c>exp</c>: the instant from which the token no longer counts.</param>
/// <param name="AuthenticationLevel">The claim <c>acr</c>: how sure it is who signed in; null: it does not say.</param>
public sealed record AccessToken(
    string SessionId, string UserId, ImmutableArray<string> Scopes, DateTimeOffset ExpiresAt, string? AuthenticationLevel)
{
    /// <summary>Whether the token counts at <paramref name="now"/>.</summary>
    public bool IsActive(DateTimeOffset now) => now < ExpiresAt;
}
