using Microsoft.AspNetCore.Mvc;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.SignIn;

namespace Velro.AuthApi.AccountPages;

/// <summary>Signing out of this browser.</summary>
internal sealed class SignOutModel(Questions questions, BrowserSession browser) : AccountPage(questions)
{
    public async Task<IActionResult> OnPostAsync()
    {
        await browser.EndAsync(HttpContext);
        return LocalRedirect("/account/signed-out");
    }
}
