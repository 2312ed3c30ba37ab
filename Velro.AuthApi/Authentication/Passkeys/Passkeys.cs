using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Posture;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.SignUp;
using Velro.AuthApi.Tracing;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Accounts;
using Velro.Data.Audit;
using Velro.Data.Pools;
using Velro.Data.Sessions;
using Velro.Data.Tracing;
using Velro.Data.Transactions;
using Velro.Data.UsedOnce;

namespace Velro.AuthApi.Authentication.Passkeys;

/// <summary>
/// Passkeys: what the browser is asked, and what it answers (WebAuthn Level 3). The ceremony's state waits in a cookie that is protected, of the
/// one browser, and counts once and for five minutes.
/// </summary>
internal sealed class Passkeys(
    IPasskeyHandler<Account> handler,
    [FromKeyedServices(PoolNames.Identity)] Store store,
    IDataProtectionProvider protection,
    SignInLimits limits,
    SignInMetrics metrics,
    IHostEnvironment environment)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly CookieBuilder _cookie = MakeCookie(environment);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("velro.passkey").ToTimeLimitedDataProtector();

    /// <summary>The options with which a browser makes a passkey for an account, in JSON.</summary>
    public async Task<string> AskToMakeAsync(HttpContext http, Account account)
    {
        var entity = new PasskeyUserEntity { Id = account.UserId, Name = account.Email ?? account.UserId, DisplayName = account.DisplayName };
        var options = await handler.MakeCreationOptionsAsync(entity, http);
        Remember(http, options.AttestationState);
        return options.CreationOptionsJson;
    }

    /// <summary>Stores the passkey that a browser made.</summary>
    /// <returns>False: it is not one that was asked for.</returns>
    /// <param name="http">The request that carries it.</param>
    /// <param name="session">The session that it is added in, which must count still when it is.</param>
    /// <param name="credentialJson">What the browser made.</param>
    /// <param name="name">What the person calls it.</param>
    public async Task<bool> TryAddAsync(HttpContext http, SessionRow session, string credentialJson, string name)
    {
        var result = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = http, CredentialJson = credentialJson, AttestationState = Recall(http) });
        if (!result.Succeeded || result.UserEntity.Id != session.UserId) return false;

        result.Passkey.Name = name;
        return await store.WriteAsync(
            async transaction =>
            {
                if (!await TryStampAsync(transaction, session)) return false;
                await PasskeyTable.PutAsync(transaction, AccountStore.ToRow(session.UserId, result.Passkey));
                await AuditAsync(transaction, session.UserId, "passkey.added", result.Passkey.CredentialId);
                return true;
            },
            http.RequestAborted);
    }

    /// <summary>Takes a passkey away, and ends every other session of the person: one may have been begun by it.</summary>
    public Task<bool> RemoveAsync(SessionRow session, byte[] credentialId, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            if (!await TryStampAsync(transaction, session) || !await PasskeyTable.DeleteAsync(transaction, session.UserId, credentialId)) return false;
            var ended = await SessionTable.EndAllAsync(transaction, session.UserId, "passkey_removed", session.Id);
            await AuditAsync(transaction, session.UserId, "passkey.removed", credentialId, ended);
            return true;
        },
        cancellation);

    /// <summary>The options with which a browser proves a passkey, whosever it is, in JSON.</summary>
    public async Task<string> AskToProveAsync(HttpContext http)
    {
        var options = await handler.MakeRequestOptionsAsync(null!, http);
        Remember(http, options.AssertionState);
        return options.RequestOptionsJson;
    }

    /// <summary>Who proved a passkey.</summary>
    public async Task<SignInOutcome> TryAsync(HttpContext http, string credentialJson)
    {
        using var span = Spans.BeginCold(ApiTracing.Source, "velro.sign_in");
        var start = Stopwatch.GetTimestamp();

        // Whose account it is shows only afterwards, so that all behind an address share its limit alone.
        var outcome = limits.ObjectionTo(http.Connection.RemoteIpAddress) is { } objection
            ? SignInOutcome.Throttled(objection)
            : await TryOnceAsync(http, credentialJson);
        metrics.WasTried("passkey", outcome.Result, start, span);
        return outcome;
    }

    private async Task<SignInOutcome> TryOnceAsync(HttpContext http, string credentialJson)
    {
        var state = Recall(http);
        var result = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = http, CredentialJson = credentialJson, AssertionState = state });
        if (!result.Succeeded || result.User is not { State: AccountState.Active } account) return await RefuseAsync(http, userId: null);

        // The cookie of the ceremony can be sent again; what was proved with it counts once.
        var ceremony = $"passkey:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))}";
        var isFirst = await store.WriteAsync(
            async transaction =>
            {
                if (!await UsedOnceTable.TryUseAsync(transaction, ceremony, transaction.Now + Lifetime)) return false;

                // One that was removed since stays removed.
                return await PasskeyTable.UpdateAsync(transaction, AccountStore.ToRow(account.UserId, result.Passkey));
            },
            http.RequestAborted);
        if (!isFirst) return await RefuseAsync(http, account.UserId);

        string[] methods = result.Passkey.IsUserVerified
            ? [AuthenticationMethods.Key, AuthenticationMethods.MultipleFactors]
            : [AuthenticationMethods.Key];
        return new SignInOutcome(SignInVerdict.Succeeded, account, methods);
    }

    private async Task<SignInOutcome> RefuseAsync(HttpContext http, string? userId)
    {
        var origin = SignInOrigin.Of(http);
        var details = new Dictionary<string, object?> { ["wrong"] = "passkey", ["address"] = origin.Address, ["device"] = origin.Device };
        await store.WriteAsync(
            async transaction =>
            {
                await AuditEvents.RecordAsync(transaction, userId: null, "sign_in.refused", new EntityRef(EntityTypes.User, userId ?? "unknown"), details);
                return true;
            },
            http.RequestAborted);
        return SignInOutcome.Refused;
    }

    /// <summary>
    /// Voids what was proved or sent before the change that follows. False: the session may not (<see cref="CredentialOwner"/>).
    /// </summary>
    private static async Task<bool> TryStampAsync(StoreTransaction transaction, SessionRow session)
    {
        if (await CredentialOwner.FindAsync(transaction, session) is not { } account) return false;
        account.SecurityStamp = SignUps.NewStamp();
        return await AccountTable.UpdateAsync(transaction, account);
    }

    private static Task AuditAsync(StoreTransaction transaction, string userId, string action, byte[] credentialId, int? sessionsEnded = null)
    {
        var details = new Dictionary<string, object?> { ["passkey"] = Convert.ToHexStringLower(credentialId) };
        if (sessionsEnded is not null) details["sessionsEnded"] = sessionsEnded;
        return AuditEvents.RecordAsync(transaction, userId, action, new EntityRef(EntityTypes.User, userId), details);
    }

    private static CookieBuilder MakeCookie(IHostEnvironment environment)
    {
        var cookie = new CookieBuilder { MaxAge = Lifetime };
        SafeCookies.SetUp(cookie, "velro-passkey", SameSiteMode.Strict, environment);
        return cookie;
    }

    private void Remember(HttpContext http, string? state) =>
        http.Response.Cookies.Append(_cookie.Name!, _protector.Protect(state ?? "", Lifetime), _cookie.Build(http));

    /// <summary>The state of the ceremony; empty: there is none, and nothing will be right.</summary>
    private string Recall(HttpContext http)
    {
        http.Response.Cookies.Delete(_cookie.Name!, _cookie.Build(http));
        try
        {
            return _protector.Unprotect(http.Request.Cookies[_cookie.Name!] ?? "");
        }
        catch (CryptographicException)
        {
            return "";
        }
    }
}
