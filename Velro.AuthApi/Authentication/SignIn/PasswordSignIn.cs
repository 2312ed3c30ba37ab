using System.Diagnostics;
using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Authentication.SecondFactor;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.Tracing;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Accounts;
using Velro.Data.Audit;
using Velro.Data.Pools;
using Velro.Data.Tracing;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.SignIn;

/// <summary>
/// Tries a password, and a second factor where the account wants one. What it does is the same for an account that there is and for one that
/// there is not, to the last statement, so that neither the answer nor its time tells which (OWASP ASVS 4.0, 2.2.1).
/// </summary>
internal sealed class PasswordSignIn(
    [FromKeyedServices(PoolNames.Identity)] Store store, PasswordHasher hasher, SecondFactors factors,
    SignInLimits limits, SignInMetrics metrics, SecurityNotices notices)
{
    /// <summary>Tries a password and a code.</summary>
    /// <param name="email">Whose, as it was entered.</param>
    /// <param name="password">The password.</param>
    /// <param name="code">A code of the authenticator app, or a recovery code; null: none was entered.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="HashingBusyException">Too many wait already.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async Task<SignInOutcome> TryAsync(
        string email, string password, string? code, SignInOrigin origin, CancellationToken cancellation)
    {
        using var span = Spans.BeginCold(ApiTracing.Source, "velro.sign_in");
        var start = Stopwatch.GetTimestamp();
        var outcome = await TryOnceAsync(email, password, code, origin, cancellation);
        metrics.WasTried(code is null ? "password" : "password_and_code", outcome.Result, start, span);
        return outcome;
    }

    private async Task<SignInOutcome> TryOnceAsync(
        string email, string password, string? code, SignInOrigin origin, CancellationToken cancellation)
    {
        if (limits.ObjectionTo(email, origin.Source) is { } objection) return SignInOutcome.Throttled(objection);

        var account = await store.ReadAsync(transaction => AccountTable.FindByEmailAsync(transaction, email), cancellation);
        var usable = account is { State: AccountState.Active, IsEmailConfirmed: true } ? account : null;
        var verdict = await hasher.TryAsync(password, usable?.PasswordHash, cancellation);
        if (!verdict.IsRight) return await RefuseAsync(account, "password", origin, cancellation);

        if (verdict.NewHash is { } hash) await UpgradeAsync(usable!, hash, cancellation);
        if (!usable!.IsSecondFactorRequired) return new SignInOutcome(SignInVerdict.Succeeded, usable, [AuthenticationMethods.Password]);
        if (code is null)
        {
            // Of who has a password and not the rest, no other trace may follow.
            await RecordAsync(usable, "sign_in.second_factor_asked", "nothing", origin, cancellation);
            return new SignInOutcome(SignInVerdict.SecondFactorRequired, usable, [AuthenticationMethods.Password]);
        }

        return await TryCodeOnceAsync(usable, code, [AuthenticationMethods.Password], origin, cancellation);
    }

    /// <summary>Tries a code after the password, or to be surer of somebody who is signed in.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="code">A code of the authenticator app, or a recovery code.</param>
    /// <param name="methods">How the person proved who they are so far.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<SignInOutcome> TryCodeAsync(
        Account account, string code, string[] methods, SignInOrigin origin, CancellationToken cancellation)
    {
        using var span = Spans.BeginCold(ApiTracing.Source, "velro.sign_in");
        var start = Stopwatch.GetTimestamp();
        var outcome = await TryCodeOnceAsync(account, code, methods, origin, cancellation);
        metrics.WasTried("code", outcome.Result, start, span);
        return outcome;
    }

    private async Task<SignInOutcome> TryCodeOnceAsync(
        Account account, string code, string[] methods, SignInOrigin origin, CancellationToken cancellation)
    {
        if (limits.ObjectionTo(account.UserId, origin.Source) is { } objection) return SignInOutcome.Throttled(objection);

        var verdict = await store.WriteAsync(transaction => factors.TakeAsync(transaction, account, code), cancellation);
        if (verdict.IsWaitBegun)
        {
            notices.Tell(
                account, "Somebody who has your password tried many wrong codes, and codes of your app do not count for a while.", origin.Source);
        }

        if (verdict.IsRecoveryCode) notices.Tell(account, "A recovery code took the place of your authenticator app.", origin.Source);
        if (verdict.Account is null) return await RefuseAsync(account, "code", origin, cancellation);

        string[] all = [.. methods, AuthenticationMethods.OneTimePassword, AuthenticationMethods.MultipleFactors];
        return new SignInOutcome(SignInVerdict.Succeeded, verdict.Account, all);
    }

    /// <summary>The account of a user who may sign in; null: there is none.</summary>
    public async Task<Account?> FindAsync(string userId, CancellationToken cancellation) =>
        await store.ReadAsync(transaction => AccountTable.FindAsync(transaction, userId), cancellation) is { State: AccountState.Active } account
            ? account
            : null;

    /// <summary>Stores a hash that costs more to try. Who changed the account meanwhile has stored another one.</summary>
    private Task<bool> UpgradeAsync(Account account, string hash, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            if (await AccountTable.FindAsync(transaction, account.UserId) is not { } current || current.PasswordHash != account.PasswordHash) return false;
            current.PasswordHash = hash;
            return await AccountTable.UpdateAsync(transaction, current);
        },
        cancellation);

    private async Task<SignInOutcome> RefuseAsync(Account? account, string what, SignInOrigin origin, CancellationToken cancellation)
    {
        await RecordAsync(account, "sign_in.refused", what, origin, cancellation);
        return SignInOutcome.Refused;
    }

    private Task<bool> RecordAsync(Account? account, string action, string wrong, SignInOrigin origin, CancellationToken cancellation)
    {
        var details = new Dictionary<string, object?> { ["wrong"] = wrong, ["address"] = origin.Address, ["device"] = origin.Device };
        return store.WriteAsync(
            async transaction =>
            {
                // Nobody knows who tried; the resource says at whose door.
                var resource = new EntityRef(EntityTypes.User, account?.UserId ?? "unknown");
                await AuditEvents.RecordAsync(transaction, userId: null, action, resource, details);
                return true;
            },
            cancellation);
    }
}
