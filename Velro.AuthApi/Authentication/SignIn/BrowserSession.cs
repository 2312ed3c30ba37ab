using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Data.Accounts;
using Velro.Data.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.SignIn;

/// <summary>
/// The session of a browser at Velro's own pages. The cookie names the session and says nothing else; whether it counts is asked of the database
/// with each page, so that what was ended anywhere is ended here.
/// </summary>
internal sealed class BrowserSession(SessionLife sessions, PasswordSignIn signIn)
{
    /// <summary>The cookie of a session.</summary>
    public const string Scheme = "velro-session";

    /// <summary>The cookie of a password that was right, while a second factor is waited for.</summary>
    public const string HalfwayScheme = "velro-halfway";

    /// <summary>What the pages are to the list of sessions: a client like others.</summary>
    public const string ClientId = "velro-account";

    /// <summary>The browser's session; null: nobody is signed in.</summary>
    public async Task<SessionRow?> FindAsync(HttpContext http)
    {
        var cookie = await http.AuthenticateAsync(Scheme);
        return cookie.Principal?.FindFirstValue(TokenClaims.Session) is { } id ? await sessions.FindAsync(id, http.RequestAborted) : null;
    }

    /// <summary>
    /// Signs a person in who proved who they are. Another session in this browser ends: an id that was known before somebody signed in is not the
    /// one after (session fixation). Clients go on that were let in by the same person. Null: the account was changed meanwhile.
    /// </summary>
    public async Task<SessionRow?> BeginAsync(HttpContext http, Account account, string[] methods)
    {
        var session = NewFor(http, account, methods);
        if (await FindAsync(http) is { } before)
        {
            if (before.UserId == account.UserId) return await KeepAsync(http, await sessions.StepUpAsync(before, session, http.RequestAborted));
            await sessions.EndAsync(before.Id, before.UserId, "signed_in_again", http.RequestAborted);
        }

        return await KeepAsync(http, await sessions.BeginAsync(session, http.RequestAborted));
    }

    /// <summary>
    /// Puts another session in the place of the browser's, whose person proved something more. It is surer then and no younger: a code alone is not
    /// signing in again, which <c>prompt=login</c>, <c>max_age</c> and changes of what one signs in with want. Null: the account or the session was
    /// changed meanwhile.
    /// </summary>
    public async Task<SessionRow?> StepUpAsync(HttpContext http, SessionRow before, Account account, IEnumerable<string> methods)
    {
        string[] all = [.. before.Methods.Union(methods)];
        var session = NewFor(http, account, all) with { AuthenticatedAt = before.AuthenticatedAt };
        return await KeepAsync(http, await sessions.StepUpAsync(before, session, http.RequestAborted));
    }

    /// <summary>Ends the browser's session, and those of clients that were begun in it.</summary>
    public async Task EndAsync(HttpContext http)
    {
        if (await FindAsync(http) is { } session) await sessions.EndAsync(session.Id, session.UserId, "signed_out", http.RequestAborted);
        await http.SignOutAsync(Scheme);
    }

    /// <summary>Remembers that the password was right.</summary>
    public static Task WaitForSecondFactorAsync(HttpContext http, Account account) => http.SignInAsync(
        HalfwayScheme, PrincipalOf(HalfwayScheme, (Claims.Subject, account.UserId), (nameof(Account.SecurityStamp), account.SecurityStamp)));

    /// <summary>Whose password was right, if the account is as it was then; null: nobody's.</summary>
    public async Task<Account?> FindHalfwayAsync(HttpContext http)
    {
        var cookie = await http.AuthenticateAsync(HalfwayScheme);
        if (cookie.Principal?.FindFirstValue(Claims.Subject) is not { } userId) return null;
        return await signIn.FindAsync(userId, http.RequestAborted) is { } account &&
            account.SecurityStamp == cookie.Principal.FindFirstValue(nameof(Account.SecurityStamp)) ? account : null;
    }

    private static NewSession NewFor(HttpContext http, Account account, string[] methods) =>
        new(SessionLife.NewId(), account, ClientId, methods, SignInOrigin.Of(http));

    private static async Task<SessionRow?> KeepAsync(HttpContext http, SessionRow? session)
    {
        await http.SignOutAsync(HalfwayScheme);
        if (session is not null) await http.SignInAsync(Scheme, PrincipalOf(Scheme, (TokenClaims.Session, session.Id)));
        return session;
    }

    private static ClaimsPrincipal PrincipalOf(string scheme, params (string Type, string Value)[] claims) =>
        new(new ClaimsIdentity(claims.Select(static claim => new Claim(claim.Type, claim.Value)), scheme));
}
