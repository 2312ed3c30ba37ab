using Microsoft.AspNetCore.Mvc;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.SignUp;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.AuthApi.AccountPages;

/// <summary>
/// The link of a mail: makes the account, for who has both the mail and the password. Following the link alone does nothing: programs that look
/// at mails do that.
/// </summary>
internal sealed class ConfirmModel(
    Questions questions, SignUps signUps, BrowserSession browser, [FromKeyedServices(PoolNames.Identity)] Store store,
    SignInLimits limits) : AccountPage(questions)
{
    private const string Wrong = "The link is too old, was used, or the password is not the one that you chose.";

    [BindProperty(SupportsGet = true, Name = "token")]
    public string? Token { get; set; }

    public async Task<IActionResult> OnPostAsync(string? password)
    {
        if (string.IsNullOrEmpty(password) || password.Length > PasswordOptions.MaximumLength || string.IsNullOrEmpty(Token)) return Again(Wrong);
        try
        {
            if (limits.ObjectionTo(Token, SignInOrigin.Of(HttpContext).Source) is { } objection) return Later(objection);
            var pending = await store.ReadAsync(transaction => SignUps.FindAsync(transaction, Token), HttpContext.RequestAborted);
            if (pending is null || !await signUps.IsRightAsync(pending, password, HttpContext.RequestAborted)) return Again(Wrong);

            var account = await store.WriteAsync(transaction => SignUps.CompleteAsync(transaction, pending), HttpContext.RequestAborted);
            if (account is null) return Again(Wrong);

            return await browser.BeginAsync(HttpContext, account, [AuthenticationMethods.Password]) is null ? Again(Wrong) : LocalRedirect("/account");
        }
        catch (HashingBusyException)
        {
            return Again("Many people are signing in. Try again in a moment.", StatusCodes.Status503ServiceUnavailable);
        }
    }
}
