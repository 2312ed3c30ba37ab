using Microsoft.AspNetCore.Mvc;
using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Problems;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.Requests;
using Velro.AuthApi.SignUp;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.AuthApi.AccountPages;

/// <summary>The link of a mail: a new password.</summary>
internal sealed class NewPasswordModel(
    Questions questions, PasswordResets resets, NewPasswords passwords, [FromKeyedServices(PoolNames.Identity)] Store store,
    PasswordSignIn signIn, SecurityNotices notices, SignInLimits limits) : AccountPage(questions)
{
    private const string Passed = "The link is too old, or was used. Ask for another one.";

    [BindProperty(SupportsGet = true, Name = "token")]
    public string? Token { get; set; }

    public async Task<IActionResult> OnPostAsync(string? password)
    {
        if (resets.Read(Token) is not { } link) return Again(Passed);
        if (!TextRule.Password.IsMet(password ?? "")) return Again("A password has 10 to 256 characters.");
        if (limits.ObjectionTo(link.UserId, SignInOrigin.Of(HttpContext).Source) is { } objection) return Later(objection);

        // A link that was used costs no hash.
        if (!await store.ReadAsync(transaction => PasswordResets.CountsAsync(transaction, link), HttpContext.RequestAborted)) return Again(Passed);
        try
        {
            var before = await signIn.FindAsync(link.UserId, HttpContext.RequestAborted);
            var hash = await passwords.HashAsync("password", password!, before?.Email, HttpContext.RequestAborted);
            if (!await store.WriteAsync(transaction => PasswordResets.TryAsync(transaction, link, hash), HttpContext.RequestAborted))
                return Again(Passed);

            if (before is not null) notices.Tell(before, "Your password was changed by a link of a mail.", HttpContext.Connection.RemoteIpAddress);
            return LocalRedirect("/account/sign-in");
        }
        catch (ProblemException exception)
        {
            return Again(exception.Problem.Detail, exception.Problem.Status);
        }
    }
}
