using System.Collections.Immutable;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Data.Accounts;
using Velro.Data.Pools;
using Velro.Data.Sessions;
using Velro.Data.Transactions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// <c>/connect/authorize</c>: sends the browser to sign in, to prove more, or to consent, as far as it is needed, and back to the client with a
/// code. OpenIddict has verified the client, where it wants to be sent back to, and that it proves the code (PKCE).
/// </summary>
internal sealed class AuthorizeEndpoint(
    [FromKeyedServices(PoolNames.Identity)] Store store,
    BrowserSession browser,
    SessionLife sessions,
    Questions questions,
    TokenPrincipals principals,
    TimeProvider time)
{
    public const string Path = "/connect/authorize";

    /// <summary>
    /// An answer by <c>form_post</c> is a page that sends itself, by the one script of OpenIddict's that this is the hash of; where the form
    /// goes is the client's address, which was verified.
    /// </summary>
    private const string AnswerPolicy =
        "default-src 'none'; script-src 'sha256-j7OoGArf6XW6YY4cAyS3riSSvrJRqpSi1fOF9vQ5SrI='; base-uri 'none'; frame-ancestors 'none'";

    public async Task<IResult> AnswerAsync(HttpContext http, IOpenIddictApplicationManager clients, IOpenIddictAuthorizationManager authorizations)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("The server did not read this request.");
        http.Response.Headers.ContentSecurityPolicy = AnswerPolicy;
        var question = questions.Of(http);
        var session = await browser.FindAsync(http);
        if (session is null || IsSignInWanted(request, question, session))
            return Ask(request, question, "/account/sign-in", Errors.LoginRequired, "Nobody is signed in, or too long ago.");
        if (request.HasAcrValue(AuthenticationLevels.Two) && AuthenticationLevels.Of(session.Methods) != AuthenticationLevels.Two)
            return Ask(request, question, "/account/second-factor", Errors.InteractionRequired, "A second factor is wanted.");

        var account = await store.ReadAsync(transaction => AccountTable.FindAsync(transaction, session.UserId), http.RequestAborted);
        if (account is null) return Refuse(Errors.AccessDenied, "The account is gone.");

        var client = await clients.FindByClientIdAsync(request.ClientId!, http.RequestAborted)
            ?? throw new InvalidOperationException("The server did not verify the client.");
        var clientKey = (await clients.GetIdAsync(client, http.RequestAborted))!;
        var scopes = OAuthScopes.Expand(request.GetScopes());
        var grant = await FindGrantAsync(authorizations, account.UserId, clientKey, scopes, http.RequestAborted);
        if (grant is null || request.HasPromptValue(PromptValues.Consent))
        {
            switch (questions.ConsentTo(question, session.Id, http.Request))
            {
                case null: return Ask(request, question, "/account/consent", Errors.ConsentRequired, "The person has not consented.");
                case false:
                    await sessions.RecordAsync(account.UserId, "consent.refused", request.ClientId!, http.RequestAborted);
                    return Refuse(Errors.AccessDenied, "The person did not consent.");
            }
        }

        if (grant is null)
        {
            // First: a grant is stored by OpenIddict in a transaction of its own, and there is to be none without its event.
            await sessions.RecordAsync(account.UserId, "consent.given", request.ClientId!, http.RequestAborted);
            await authorizations.CreateAsync(
                principals.Of(account, session, scopes), account.UserId, clientKey, AuthorizationTypes.Permanent, scopes, http.RequestAborted);
        }

        return GiveCode(account, session, scopes);
    }

    /// <summary>
    /// The grant is what the person is asked for, and no more: each code has an authorization of its own, so that one that is replayed revokes
    /// what came of it, and nothing of the person's other devices.
    /// </summary>
    private IResult GiveCode(Account account, SessionRow session, ImmutableArray<string> scopes)
    {
        // The client's own session begins when it redeems the code; its id is given now, so that a code that comes twice ends it.
        var principal = principals.Of(account, SessionLife.NewId(), session.Methods, session.AuthenticatedAt, scopes);
        principal.SetClaim(TokenPrincipals.ParentSession, session.Id);
        return Results.SignIn(principal, properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    /// <summary>What the person consented to before, for this client and at least these scopes; null: nothing.</summary>
    private static async Task<object?> FindGrantAsync(
        IOpenIddictAuthorizationManager authorizations, string userId, string clientKey, ImmutableArray<string> scopes, CancellationToken cancellation)
    {
        var found = authorizations.FindAsync(userId, clientKey, Statuses.Valid, AuthorizationTypes.Permanent, scopes, cancellation);
        await foreach (var grant in found) return grant;
        return null;
    }

    /// <summary>Whether the client wants the person to sign in again: always, or because it is too long ago. One since it asked will do.</summary>
    private bool IsSignInWanted(OpenIddictRequest request, Question question, SessionRow session)
    {
        if (session.AuthenticatedAt >= question.AskedAt) return false;
        if (request.HasPromptValue(PromptValues.Login)) return true;
        return request.MaxAge is { } seconds && time.GetUtcNow() - session.AuthenticatedAt > TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Sends the browser to a page; a client that wants no page shown is told why it needs one.</summary>
    private IResult Ask(OpenIddictRequest request, Question question, string page, string error, string description) =>
        request.HasPromptValue(PromptValues.None)
            ? Refuse(error, description)
            : Results.LocalRedirect($"{page}?question={Uri.EscapeDataString(questions.Keep(question))}");

    private static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
