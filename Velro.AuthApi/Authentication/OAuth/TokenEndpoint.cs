using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Problems;
using Velro.Data.Accounts;
using Velro.Data.Clients;
using Velro.Data.Pools;
using Velro.Data.Sessions;
using Velro.Data.Transactions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// <c>POST /connect/token</c>: what each grant gives. OpenIddict has verified the client, the code or the refresh token, that it was not used
/// before, and the proof of the code (PKCE).
/// </summary>
internal sealed class TokenEndpoint(
    [FromKeyedServices(PoolNames.Identity)] Store store, PasswordSignIn signIn, SessionLife sessions, TokenPrincipals principals)
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
                var begun = new NewSession(SessionLife.NewId(), account.UserId, request.ClientId!, outcome.Methods, origin);
                var session = await sessions.BeginAsync(begun, http.RequestAborted);
                return SignIn(principals.Of(account, session, ScopesOf(request.GetScopes())));
        }
    }

    /// <summary>A code begins a session, a refresh token goes on with one.</summary>
    private async Task<IResult> BySessionAsync(HttpContext http, OpenIddictRequest request)
    {
        var result = await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        var principal = result.Principal ?? throw new InvalidOperationException("The server did not read the code or token.");
        var id = principal.GetClaim(TokenClaims.Session)!;
        var origin = SignInOrigin.Of(http);
        var session = request.IsRefreshTokenGrantType()
            ? await ContinueAsync(id, origin, http.RequestAborted)
            : await BeginFromCodeAsync(principal, id, request.ClientId!, origin, http.RequestAborted);
        if (session is null) return Refuse(Errors.InvalidGrant, "The session has ended.");

        var account = await store.ReadAsync(transaction => AccountTable.FindAsync(transaction, session.UserId), http.RequestAborted);
        if (account is not { State: Velro.Authorization.Contexts.AccountState.Active }) return Refuse(Errors.InvalidGrant, "The session has ended.");

        // A refresh may ask for less than was given, and never for more: OpenIddict has seen to that.
        var scopes = request.IsRefreshTokenGrantType() && request.Scope is not null ? request.GetScopes() : principal.GetScopes();
        return SignIn(principals.Of(account, session, ScopesOf(scopes)).SetAuthorizationId(principal.GetAuthorizationId()));
    }

    private async Task<SessionRow?> ContinueAsync(string id, SignInOrigin origin, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(id, cancellation) is not { } session) return null;
        await sessions.TouchAsync(id, origin, cancellation);
        return session;
    }

    private async Task<SessionRow?> BeginFromCodeAsync(
        ClaimsPrincipal principal, string id, string clientId, SignInOrigin origin, CancellationToken cancellation)
    {
        // The session of the browser, which may have ended since the code was given.
        var parent = await sessions.FindAsync(principal.GetClaim(TokenPrincipals.ParentSession)!, cancellation);
        if (parent is null) return null;

        // A program redeems the code, and the person knows the browser.
        var begun = new NewSession(id, parent.UserId, clientId, parent.Methods, origin with { Device = parent.Device })
        {
            ParentId = parent.Id,
            AuthenticatedAt = parent.AuthenticatedAt,
        };
        return await sessions.BeginAsync(begun, cancellation);
    }

    private async Task<IResult> ByClientAsync(HttpContext http, OpenIddictRequest request)
    {
        var owner = await store.ReadAsync(transaction => ClientTable.FindAsync(transaction, request.ClientId!), http.RequestAborted);
        if (owner is null) return Refuse(Errors.InvalidClient, "The client is not registered for this grant.");

        var asked = request.GetScopes();
        return SignIn(principals.OfClient(owner.OwnerId, owner.SessionId, asked.IsEmpty ? [.. owner.Scopes] : asked));
    }

    /// <summary>A person who asks for nothing gets what people have (RIGHTS.md A3), as far as the client may.</summary>
    private static ImmutableArray<string> ScopesOf(ImmutableArray<string> asked) =>
        asked.Any(Velro.Authorization.Callers.Scopes.OfPeople.Contains) ? asked : [.. asked, .. Velro.Authorization.Callers.Scopes.OfPeople];

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
