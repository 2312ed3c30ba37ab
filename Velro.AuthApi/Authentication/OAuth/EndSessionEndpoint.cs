using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;

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
        var session = await browser.FindAsync(http);
        if (session is not null)
        {
            if (hint.Principal?.GetClaim(TokenClaims.Session) is not { } hinted || !await IsWithinAsync(hinted, session.Id, http.RequestAborted))
                return Results.LocalRedirect("/account/sign-out");
            await browser.EndAsync(http);
        }

        return Results.SignOut(
            new AuthenticationProperties { RedirectUri = request.PostLogoutRedirectUri is null ? "/account/signed-out" : null },
            [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }

    private async Task<bool> IsWithinAsync(string sessionId, string browserSessionId, CancellationToken cancellation) =>
        await sessions.FindAsync(sessionId, cancellation) is { } session && (session.Id == browserSessionId || session.ParentId == browserSessionId);
}
