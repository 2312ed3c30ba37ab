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

/// <summary>Signing up (RIGHTS.md E3): the answer is the same whether the address is known or not.</summary>
internal sealed class SignUpModel(
    Questions questions, SignUps signUps, NewPasswords passwords, [FromKeyedServices(PoolNames.Identity)] Store store, MailQueue mails,
    SignInLimits limits)
    : AccountPage(questions)
{
    public bool IsSent { get; private set; }

    public string? Email { get; private set; }

    public string? DisplayName { get; private set; }

    public IActionResult OnGet() => signUps.AreAllowed ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string? email, string? displayName, string? password)
    {
        if (!signUps.AreAllowed) return NotFound();

        (Email, DisplayName) = (email, displayName);
        if (!TextRule.Email.IsMet(email ?? "")) return Again("This is no e-mail address.");
        if (!TextRule.DisplayName.IsMet(displayName ?? "")) return Again("Enter a name of at most 200 characters.");
        if (!TextRule.Password.IsMet(password ?? "")) return Again("A password has 10 to 256 characters.");
        if (limits.ObjectionTo(email!, SignInOrigin.Of(HttpContext).Source) is { } objection) return Later(objection);
        try
        {
            var hash = await passwords.HashAsync("password", password!, email, HttpContext.RequestAborted);
            mails.Add(
                await store.WriteAsync(transaction => signUps.KeepAsync(transaction, email!, displayName!, hash), HttpContext.RequestAborted),
                HttpContext.Connection.RemoteIpAddress);
        }
        catch (ProblemException exception)
        {
            return Again(exception.Problem.Detail, exception.Problem.Status);
        }

        IsSent = true;
        return Page();
    }
}
