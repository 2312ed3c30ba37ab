using Microsoft.AspNetCore.Mvc;
using QRCoder;
using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.SecondFactor;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;

namespace Velro.AuthApi.AccountPages;

/// <summary>Setting up an authenticator app, and what belongs to it. Only for who signed in lately.</summary>
internal sealed class AuthenticatorModel(
    Questions questions,
    BrowserSession browser,
    PasswordSignIn signIn,
    SecondFactors factors,
    SecondFactorSetup setup,
    SecurityNotices notices,
    TimeProvider time) : SignedInPage(questions, browser, signIn, time)
{
    public string OfferText { get; private set; } = "";

    /// <summary>The key that is offered, in Base32.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The same as a picture, within the page.</summary>
    public string Picture { get; private set; } = "";

    /// <summary>Recovery codes to be shown, once; null: none are.</summary>
    public IReadOnlyList<string>? Codes { get; private set; }

    public IActionResult OnGet()
    {
        if (WayToProve() is { } way) return way;
        if (Person.AuthenticatorKey is null) Show(setup.Offer(Person.UserId));
        return Page();
    }

    public async Task<IActionResult> OnPostEnableAsync(string? offer, string? code)
    {
        if (WayToProve() is { } way) return way;
        if (Person.AuthenticatorKey is not null || setup.Read(Person.UserId, offer) is not { } key) return LocalRedirect("/account/authenticator");

        Codes = await setup.EnableAsync(Session, key, code ?? "", HttpContext.RequestAborted);
        if (Codes is null)
        {
            Show((offer!, key));
            return Again("The code is wrong. Enter the one that the app shows now.");
        }

        Tell("An authenticator app was set up: a password alone does not do any more.");

        string[] methods = [AuthenticationMethods.OneTimePassword, AuthenticationMethods.MultipleFactors];
        if (await FindPersonAsync() is { } account)
            await Browser.StepUpAsync(HttpContext, Session, account, methods);
        return Page();
    }

    public async Task<IActionResult> OnPostRenewAsync()
    {
        if (WayToProve() is { } way) return way;
        Codes = await setup.RenewCodesAsync(Session, HttpContext.RequestAborted);
        if (Codes is null) return SendTo("/account/sign-in");

        Tell("New recovery codes were made; the old ones are void.");
        return Page();
    }

    public async Task<IActionResult> OnPostDisableAsync()
    {
        if (WayToProve() is { } way) return way;
        if (await setup.DisableAsync(Session, HttpContext.RequestAborted))
            Tell("The authenticator app was taken away: the password does alone.");
        return LocalRedirect("/account");
    }

    private void Tell(string what) => notices.Tell(Person, what, HttpContext.Connection.RemoteIpAddress);

    private void Show((string Text, string Key) offer)
    {
        OfferText = offer.Text;
        Key = factors.Reveal(offer.Key);
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(factors.UriOf(offer.Key, "Velro", Person.Email ?? Person.UserId), QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(code);
        Picture = $"data:image/png;base64,{Convert.ToBase64String(png.GetGraphic(6))}";
    }
}
