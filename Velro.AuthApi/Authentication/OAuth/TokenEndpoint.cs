using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Problems;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// <c>POST /connect/token</c>: what each grant gives. OpenIddict has verified the client, the code or the refresh token, that it was not used
/// before, and the proof of the code (PKCE).
/// </summary>
internal sealed class TokenEndpoint(PasswordSignIn signIn, SessionLife sessions, TokenPrincipals principals)
{
    public const string Path = "/connect/token";

    /// <summary>Answers of RFC 6749, section 5.2, which a second factor is not among.</summary>
    public const string SecondFactorRequired = "mfa_required";

    private const int LongestEmail = 254;

    public async Task<IResult> AnswerAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("The server did not read this request.");
        if (request.IsPasswordGrantType()) return await ByPasswordAsync(http, request);
        if (request.IsAuthorizationCodeGrantType() || request.IsRefreshTokenGrantType()) return await BySessionAsync(http, request);
        if (request.IsClientCredentialsGrantType()) return await ByClientAsync(http, request);
        return Refuse(Errors.UnsupportedGrantType, "There is no such grant.");
    }

    private async Task<IResult> ByPasswordAsync(HttpContext http, OpenIddictRequest request)
    {
        if (request.Username is not { Length: > 0 and <= LongestEmail } email || request.Password is not { Length: > 0 and <= PasswordOptions.MaximumLength } password)
            return Refuse(Errors.InvalidGrant, "The address or the password is wrong.");

        var origin = SignInOrigin.Of(http);
        var outcome = await signIn.TryAsync(email, password, (string?)request["otp"], origin, http.RequestAborted);
        switch (outcome.Result)
        {
            case SignInVerdict.SecondFactorRequired:
                return Refuse(SecondFactorRequired, "This account wants a second factor: send a code of the authenticator app as 'otp'.");
            case SignInVerdict.Throttled:
                await ProblemWriter.WriteAsync(http, outcome.Objection!);
                return Results.Empty;
            case SignInVerdict.Refused:
                return Refuse(Errors.InvalidGrant, "The address or the password is wrong.");
            default:
                var account = outcome.Account!;
                var begun = new NewSession(SessionLife.NewId(), account, request.ClientId!, outcome.Methods, origin);
                return await sessions.BeginAsync(begun, http.RequestAborted) is { } session
                    ? SignIn(principals.Of(account, session, OAuthScopes.Expand(request.GetScopes())))
                    : Refuse(Errors.InvalidGrant, "The address or the password is wrong.");
        }
    }

    /// <summary>A code begins a session, a refresh token goes on with one.</summary>
    private async Task<IResult> BySessionAsync(HttpContext http, OpenIddictRequest request)
    {
        var result = await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        var principal = result.Principal ?? throw new InvalidOperationException("The server did not read the code or token.");
        var token = new RedeemedToken(
            principal.GetTokenId()!, principal.GetExpirationDate(), principal.GetClaim(TokenClaims.Session)!, principal.GetClaim(Claims.Subject)!);
        var origin = SignInOrigin.Of(http);
        var active = request.IsRefreshTokenGrantType()
            ? await sessions.ContinueAsync(token, origin, http.RequestAborted)
            : await sessions.BeginAsync(
                token, principal.GetClaim(TokenPrincipals.ParentSession)!, request.ClientId!, origin, http.RequestAborted);
        if (active is null) return Refuse(Errors.InvalidGrant, "It was used before, or the session has ended.");

        // Of what was given, and never more; a refresh may ask for less.
        var given = principal.GetScopes();
        var scopes = request.IsRefreshTokenGrantType() && request.Scope is not null ? [.. given.Intersect(request.GetScopes())] : given;
        return SignIn(principals.Of(active.Account, active.Session, scopes).SetAuthorizationId(principal.GetAuthorizationId()));
    }

    private async Task<IResult> ByClientAsync(HttpContext http, OpenIddictRequest request)
    {
        var owner = await sessions.ContinueClientAsync(request.ClientId!, SignInOrigin.Of(http), http.RequestAborted);
        if (owner is null) return Refuse(Errors.InvalidClient, "The client is not registered for this grant.");

        var asked = request.GetScopes();
        return SignIn(principals.OfClient(owner.OwnerId, owner.SessionId, asked.IsEmpty ? [.. owner.Scopes] : asked));
    }

    private static IResult SignIn(ClaimsPrincipal principal) =>
        Results.SignIn(principal, properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);

    private static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
