using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Problems;
using Velro.Data.Accounts;
using Velro.Data.Sessions;

namespace Velro.AuthApi.AccountPages;

/// <summary>What the pages of an account have in common: a client's question that waits, and who is signed in.</summary>
internal abstract class AccountPage(Questions questions) : PageModel
{
    /// <summary>The client's question that the browser came with, protected; null: it came by itself.</summary>
    [BindProperty(SupportsGet = true, Name = "question")]
    public string? QuestionText { get; set; }

    /// <summary>What was wrong with what was entered; null: nothing.</summary>
    public string? Error { get; protected set; }

    /// <summary>The client's question; null: there is none that counts.</summary>
    protected Question? Question => questions.Read(QuestionText);

    /// <summary>Where the browser goes when the page has done its part.</summary>
    protected IActionResult GoOn() => Question is { } question ? LocalRedirect(questions.Resume(question)) : LocalRedirect("/account");

    /// <summary>Another page, with the question.</summary>
    protected IActionResult SendTo(string page) =>
        LocalRedirect(QuestionText is null ? page : $"{page}?question={Uri.EscapeDataString(QuestionText)}");

    /// <summary>The page again, with what was wrong. A status of success would tell programs that it was not.</summary>
    protected IActionResult Again(string error, int status = StatusCodes.Status422UnprocessableEntity)
    {
        Error = error;
        return new PageResult { StatusCode = status };
    }

    /// <summary>The page again, for who tried so often that this one was not tried.</summary>
    protected IActionResult Later(Problem objection)
    {
        if (objection.RetryAfter is { } seconds) Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Again("That was tried very often. Wait a minute, and try again.", objection.Status);
    }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) => PageHeaders.Set(context.HttpContext.Response);
}

/// <summary>A page of somebody who is signed in.</summary>
internal abstract class SignedInPage(Questions questions, BrowserSession browser, PasswordSignIn signIn, TimeProvider time) : AccountPage(questions)
{
    /// <summary>How old a sign-in may be to change what is signed in with (OWASP ASVS 4.0, 3.7.1).</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(15);

    /// <summary>The session of the browser, to be exchanged for another one.</summary>
    protected BrowserSession Browser => browser;

    /// <summary>The account as it is now; null: it may not sign in any more.</summary>
    protected Task<Account?> FindPersonAsync() => signIn.FindAsync(Person.UserId, HttpContext.RequestAborted);

    /// <summary>The session of the browser.</summary>
    public SessionRow Session { get; private set; } = null!;

    /// <summary>The person's account.</summary>
    public Account Person { get; private set; } = null!;

    /// <summary>
    /// Where the person has to go before they may change what they sign in with: to the door when that was not lately, to the second factor when
    /// there is one that this session has not proved. Null: nowhere.
    /// </summary>
    protected IActionResult? WayToProve() =>
        time.GetUtcNow() - Session.AuthenticatedAt >= Recent ? SendTo("/account/sign-in")
        : AuthenticationLevels.IsSureOf(Person, Session) ? null
        : SendTo("/account/second-factor");

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var session = await browser.FindAsync(HttpContext);
        var account = session is null ? null : await signIn.FindAsync(session.UserId, HttpContext.RequestAborted);
        if (session is null || account is null)
        {
            context.Result = SendTo("/account/sign-in");
            return;
        }

        (Session, Person) = (session, account);
        await base.OnPageHandlerExecutionAsync(context, next);
    }
}
