using Microsoft.AspNetCore.Mvc;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.Passkeys;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.SignUp;

namespace Velro.AuthApi.AccountPages;

/// <summary>Signing in by password, or by passkey.</summary>
internal sealed class SignInModel(
    Questions questions, PasswordSignIn signIn, BrowserSession browser, Passkeys passkeys, SignUps signUps) : AccountPage(questions)
{
    private const string Wrong = "The address or the password is wrong.";

    /// <summary>The address, as it was entered.</summary>
    public string? Email { get; private set; }

    public bool IsSignUpAllowed => signUps.AreAllowed;

    public async Task<IActionResult> OnPostAsync(string? email, string? password)
    {
        Email = email;
        if (string.IsNullOrEmpty(email) || string.IsNullOrEmpty(password) || email.Length > 254 || password.Length > PasswordOptions.MaximumLength)
            return Again(Wrong);
        try
        {
            return await GoOnAsync(await signIn.TryAsync(email, password, code: null, SignInOrigin.Of(HttpContext), HttpContext.RequestAborted), Wrong);
        }
        catch (HashingBusyException)
        {
            return Again("Many people are signing in. Try again in a moment.", StatusCodes.Status503ServiceUnavailable);
        }
    }

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential) =>
        await GoOnAsync(await passkeys.TryAsync(HttpContext, credential ?? ""), "The passkey was not accepted.");

    private async Task<IActionResult> GoOnAsync(SignInOutcome outcome, string error)
    {
        switch (outcome.Result)
        {
            case SignInVerdict.Throttled:
                return Later(outcome.Objection!);
            case SignInVerdict.Refused:
                return Again(error);
            case SignInVerdict.SecondFactorRequired:
                await BrowserSession.WaitForSecondFactorAsync(HttpContext, outcome.Account!);
                return SendTo("/account/second-factor");
            default:
                return await browser.BeginAsync(HttpContext, outcome.Account!, outcome.Methods) is null ? Again(error) : GoOn();
        }
    }
}
