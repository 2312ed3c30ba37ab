using Microsoft.AspNetCore.Mvc;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.Passkeys;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Data.Accounts;
using Velro.Data.Sessions;

namespace Velro.AuthApi.AccountPages;

/// <summary>
/// The second factor: of somebody whose password was right, or of somebody who is signed in and of whom a client wants to be surer (step-up).
/// </summary>
internal sealed class SecondFactorModel(
    Questions questions, PasswordSignIn signIn, BrowserSession browser, Passkeys passkeys) : AccountPage(questions)
{
    private Account? _person;
    private SessionRow? _session;

    public bool HasAuthenticator => _person?.AuthenticatorKey is not null;

    public async Task<IActionResult> OnGetAsync() => await IdentifyAsync() ? Page() : SendTo("/account/sign-in");

    public async Task<IActionResult> OnPostAsync(string? code)
    {
        if (!await IdentifyAsync()) return SendTo("/account/sign-in");
        if (string.IsNullOrWhiteSpace(code) || code.Length > 40) return Again("Enter a code.");

        string[] sofar = _session?.Methods ?? [AuthenticationMethods.Password];
        var outcome = await signIn.TryCodeAsync(_person!, code, sofar, SignInOrigin.Of(HttpContext), HttpContext.RequestAborted);
        if (outcome.Objection is { } objection) return Later(objection);
        return outcome.Result == SignInVerdict.Succeeded ? await GoOnAsync(outcome) : Again("The code is wrong, or was used before.");
    }

    /// <summary>A passkey is two factors by itself, and must be of the same person.</summary>
    public async Task<IActionResult> OnPostPasskeyAsync(string? credential)
    {
        if (!await IdentifyAsync()) return SendTo("/account/sign-in");

        var outcome = await passkeys.TryAsync(HttpContext, credential ?? "");
        if (outcome.Objection is { } objection) return Later(objection);
        return outcome.Result == SignInVerdict.Succeeded && outcome.Account!.UserId == _person!.UserId
            ? await GoOnAsync(outcome)
            : Again("The passkey was not accepted.");
    }

    private async Task<bool> IdentifyAsync()
    {
        _person = await browser.FindHalfwayAsync(HttpContext);
        if (_person is not null) return true;

        _session = await browser.FindAsync(HttpContext);
        _person = _session is null ? null : await signIn.FindAsync(_session.UserId, HttpContext.RequestAborted);
        return _person is not null;
    }

    private async Task<IActionResult> GoOnAsync(SignInOutcome outcome)
    {
        var begun = _session is null
            ? await browser.BeginAsync(HttpContext, outcome.Account!, outcome.Methods)
            : await browser.StepUpAsync(HttpContext, _session, outcome.Account!, outcome.Methods);
        return begun is null ? SendTo("/account/sign-in") : GoOn();
    }
}
