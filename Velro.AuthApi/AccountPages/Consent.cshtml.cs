using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.SignIn;

namespace Velro.AuthApi.AccountPages;

/// <summary>Whether a client may act for the person: asked once for each client and what it wants.</summary>
internal sealed class ConsentModel(
    Questions questions, BrowserSession browser, PasswordSignIn signIn, IOpenIddictApplicationManager clients, TimeProvider time)
    : SignedInPage(questions, browser, signIn, time)
{
    private readonly Questions _questions = questions;

    public string ClientId { get; private set; } = "";

    public string ClientName { get; private set; } = "";

    public string ReturnsTo { get; private set; } = "";

    public IReadOnlyList<string> Wanted { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (Question is not { } question) return LocalRedirect("/account");

        var parameters = QueryHelpers.ParseQuery(question.Query);
        ClientId = parameters["client_id"].ToString();
        ReturnsTo = Uri.TryCreate(parameters["redirect_uri"], UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "";
        if (await clients.FindByClientIdAsync(ClientId, HttpContext.RequestAborted) is not { } client) return LocalRedirect("/account");

        ClientName = await clients.GetDisplayNameAsync(client, HttpContext.RequestAborted) ?? ClientId;
        Wanted = ScopeTexts.Of(parameters["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return Page();
    }

    public IActionResult OnPost(string? decision) =>
        Question is { } question ? LocalRedirect(_questions.Resume(question, Session.Id, isGiven: decision == "yes")) : LocalRedirect("/account");
}
