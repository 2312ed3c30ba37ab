using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Data.Sessions;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// <c>/connect/endsession</c> (OpenID Connect RP-Initiated Logout 1.0). A client that shows an id token of this very session ends it; without
/// one anybody could sign people out by a link, so that the person is asked.
/// </summary>
internal sealed class EndSessionEndpoint(BrowserSession browser, SessionLife sessions)
{
    public const string Path = "/connect/endsession";

    public async Task<IResult> AnswerAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("The server did not read this request.");
        var hint = await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        var hinted = hint.Principal?.GetClaim(TokenClaims.Session) is { } id ? await sessions.FindAsync(id, http.RequestAborted) : null;
        var session = await browser.FindAsync(http);
        if (session is not null && hinted?.Id != session.Id && hinted?.ParentId != session.Id)
        {
            // The client's own session is its own to end, whoever is signed in here now.
            await EndHintedAsync(hinted, http.RequestAborted);
            return Results.LocalRedirect("/account/sign-out");
        }

        if (session is not null) await browser.EndAsync(http);
        await EndHintedAsync(hinted, http.RequestAborted);

        return Results.SignOut(
            new AuthenticationProperties { RedirectUri = request.PostLogoutRedirectUri is null ? "/account/signed-out" : null },
            [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }

    private Task EndHintedAsync(SessionRow? session, CancellationToken cancellation) => session is { IsInteractive: true }
        ? sessions.EndAsync(session.Id, session.UserId, "signed_out", cancellation)
        : Task.CompletedTask;
}
