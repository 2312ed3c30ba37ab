using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using OpenIddict.Abstractions;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Data.Accounts;
using Velro.Data.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>Says what tokens say of a person, and in which of them.</summary>
internal sealed class TokenPrincipals(PublicUrl address)
{
    /// <summary>The session of the browser in which a code was asked for. It stays within the code.</summary>
    public const string ParentSession = "velro_parent_session";

    /// <summary>The person of a session.</summary>
    public ClaimsPrincipal Of(Account account, SessionRow session, ImmutableArray<string> scopes) =>
        Of(account, session.Id, session.Methods, session.AuthenticatedAt, scopes);

    /// <summary>The person of a session that may not have begun yet.</summary>
    public ClaimsPrincipal Of(
        Account account, string sessionId, IReadOnlyCollection<string> methods, DateTimeOffset authenticatedAt, ImmutableArray<string> scopes)
    {
        var identity = new ClaimsIdentity("velro", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, account.UserId);
        identity.SetClaim(TokenClaims.Session, sessionId);
        identity.SetClaim(TokenClaims.AuthenticationLevel, AuthenticationLevels.Of(methods));
        identity.SetClaims(TokenClaims.Methods, [.. methods]);
        identity.AddClaim(new Claim(
            TokenClaims.AuthenticatedAt, authenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64));
        if (scopes.Contains(Scopes.Profile)) identity.SetClaim(Claims.Name, account.DisplayName);
        if (scopes.Contains(Scopes.Email))
        {
            identity.SetClaim(Claims.Email, account.Email);
            identity.SetClaim(Claims.EmailVerified, account.IsEmailConfirmed);
        }

        identity.SetScopes(scopes);
        identity.SetResources(address.Issuer);
        identity.SetDestinations(DestinationsOf);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>A client that signed in by itself, as what it is to its owner.</summary>
    public ClaimsPrincipal OfClient(string ownerId, string sessionId, ImmutableArray<string> scopes)
    {
        var identity = new ClaimsIdentity("velro", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, ownerId);
        identity.SetClaim(TokenClaims.Session, sessionId);
        identity.SetScopes(scopes);
        identity.SetResources(address.Issuer);
        identity.SetDestinations(DestinationsOf);
        return new ClaimsPrincipal(identity);
    }

    private static IEnumerable<string> DestinationsOf(Claim claim) => claim.Type switch
    {
        Claims.Name or Claims.Email or Claims.EmailVerified or TokenClaims.Methods or TokenClaims.AuthenticatedAt => [Destinations.IdentityToken],
        TokenClaims.Session or TokenClaims.AuthenticationLevel => [Destinations.AccessToken, Destinations.IdentityToken],
        Claims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
        _ => [],
    };
}
