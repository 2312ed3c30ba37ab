using Microsoft.AspNetCore.Mvc;
using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.Passkeys;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Requests;
using Velro.Data.Accounts;
using Velro.Data.Pools;
using Velro.Data.Sessions;
using Velro.Data.Transactions;

namespace Velro.AuthApi.AccountPages;

/// <summary>One's account: where one is signed in, and with what.</summary>
internal sealed class IndexModel(
    Questions questions,
    BrowserSession browser,
    PasswordSignIn signIn,
    Passkeys passkeys,
    SessionLife sessions,
    SecurityNotices notices,
    TimeProvider time,
    [FromKeyedServices(PoolNames.Identity)] Store store) : SignedInPage(questions, browser, signIn, time)
{
    private const int Most = 100;

    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public IReadOnlyList<PasskeyRow> Passkeys { get; private set; } = [];

    public async Task OnGetAsync() => (Sessions, Passkeys) = await store.ReadAsync(
        async transaction => (
            await SessionTable.ListAsync(transaction, Person.UserId, beforeId: "", Most),
            await PasskeyTable.ListAsync(transaction, Person.UserId)),
        HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostEndSessionAsync(string? id)
    {
        if (id is not null && await sessions.FindAsync(id, HttpContext.RequestAborted) is { IsInteractive: true } session && session.UserId == Person.UserId)
            await sessions.EndAsync(session.Id, Person.UserId, "ended_by_user", HttpContext.RequestAborted);
        return LocalRedirect("/account");
    }

    public async Task<IActionResult> OnPostEndAllAsync()
    {
        await sessions.EndAllAsync(Person.UserId, "ended_by_user", HttpContext.RequestAborted);
        return LocalRedirect("/account/signed-out");
    }

    public async Task<IActionResult> OnPostAddPasskeyAsync(string? credential, string? name)
    {
        if (WayToProve() is { } way) return way;

        var label = TextRule.Name.IsMet(name ?? "") ? name! : "Passkey";
        if (await passkeys.TryAddAsync(HttpContext, Session, credential ?? "", label))
        {
            Tell($"A passkey was added: {label}.");
            if (await FindPersonAsync() is { } account)
                await Browser.StepUpAsync(HttpContext, Session, account, [AuthenticationMethods.Key, AuthenticationMethods.MultipleFactors]);
            return LocalRedirect("/account");
        }

        await OnGetAsync();
        return Again("The passkey was not accepted.");
    }

    public async Task<IActionResult> OnPostRemovePasskeyAsync(string? id)
    {
        if (WayToProve() is { } way) return way;

        var isId = id is { Length: > 0 and <= 2046 } && id.Length % 2 == 0 && id.All(char.IsAsciiHexDigit);
        if (isId && await passkeys.RemoveAsync(Session, Convert.FromHexString(id!), HttpContext.RequestAborted)) Tell("A passkey was removed.");
        return LocalRedirect("/account");
    }

    private void Tell(string what) => notices.Tell(Person, what, HttpContext.Connection.RemoteIpAddress);
}
