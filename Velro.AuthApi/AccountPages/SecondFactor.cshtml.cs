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
        if (outcome.Result != SignInVerdict.Succeeded) return Again("The code is wrong, or was used before.");
        return _session is null
            ? GoOn(await browser.BeginAsync(HttpContext, outcome.Account!, outcome.Methods))
            : GoOn(await browser.StepUpAsync(HttpContext, _session, outcome.Account!, outcome.Methods));
    }

    /// <summary>A passkey is two factors by itself, which is signing in anew, and must be of the same person.</summary>
    public async Task<IActionResult> OnPostPasskeyAsync(string? credential)
    {
        if (!await IdentifyAsync()) return SendTo("/account/sign-in");

        var outcome = await passkeys.TryAsync(HttpContext, credential ?? "");
        if (outcome.Objection is { } objection) return Later(objection);
        return outcome.Result == SignInVerdict.Succeeded && outcome.Account!.UserId == _person!.UserId
            ? GoOn(await browser.BeginAsync(HttpContext, outcome.Account!, outcome.Methods))
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

    private IActionResult GoOn(SessionRow? begun) => begun is null ? SendTo("/account/sign-in") : GoOn();
}
