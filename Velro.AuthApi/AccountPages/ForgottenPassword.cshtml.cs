using Microsoft.AspNetCore.Mvc;
using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.Requests;
using Velro.AuthApi.SignUp;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.AuthApi.AccountPages;

/// <summary>Asks for a link to choose a new password. The answer is the same whether there is somebody to write to or not.</summary>
internal sealed class ForgottenPasswordModel(
    Questions questions, PasswordResets resets, [FromKeyedServices(PoolNames.Identity)] Store store, MailQueue mails, SignInLimits limits)
    : AccountPage(questions)
{
    public bool IsSent { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? email)
    {
        if (!TextRule.Email.IsMet(email ?? "")) return Again("This is no e-mail address.");
        if (limits.ObjectionTo(email!, SignInOrigin.Of(HttpContext).Source) is { } objection) return Later(objection);
        if (await store.ReadAsync(transaction => resets.AskAsync(transaction, email!), HttpContext.RequestAborted) is { } mail)
            mails.Add(mail, HttpContext.Connection.RemoteIpAddress);
        IsSent = true;
        return Page();
    }
}
