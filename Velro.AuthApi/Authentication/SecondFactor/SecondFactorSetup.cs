using Microsoft.AspNetCore.DataProtection;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.SignUp;
using Velro.Authorization.Entities;
using Velro.Data.Accounts;
using Velro.Data.Audit;
using Velro.Data.Pools;
using Velro.Data.Sessions;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.SecondFactor;

/// <summary>Sets up and takes away the authenticator app of an account, and makes recovery codes.</summary>
internal sealed class SecondFactorSetup(
    [FromKeyedServices(PoolNames.Identity)] Store store, SecondFactors factors, IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("velro.authenticator-offer").ToTimeLimitedDataProtector();

    /// <summary>A key that is offered to a person, as the page carries it until the first code shows that the app has it.</summary>
    public (string Offer, string Key) Offer(string userId)
    {
        var key = factors.MakeKey();
        return (_protector.Protect($"{userId}\n{key}", Lifetime), key);
    }

    /// <summary>The key of an offer; null: it is none for this person, or its time is over.</summary>
    public string? Read(string userId, string? offer)
    {
        try
        {
            return _protector.Unprotect(offer ?? "").Split('\n') is [{ } id, { } key] && id == userId ? key : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// Sets the app up when its first code is right, and ends every other session of the person, but for those that were begun in this one.
    /// </summary>
    /// <returns>The recovery codes, to be shown once; null: the code is wrong, or the session may not (<see cref="CredentialOwner"/>).</returns>
    public Task<string[]?> EnableAsync(SessionRow session, string key, string code, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            if (await CredentialOwner.FindAsync(transaction, session) is not { AuthenticatorKey: null } account) return null;
            if (!factors.TryTakeCode(account, key, code, transaction.Now)) return null;

            account.AuthenticatorKey = key;
            account.IsSecondFactorRequired = true;
            var ended = await SessionTable.EndAllAsync(transaction, session.UserId, "second_factor_enabled", session.Id);
            return await StoreAsync(transaction, account, "second_factor.enabled", ended);
        },
        cancellation);

    /// <summary>Makes new recovery codes; the old ones count no more.</summary>
    /// <returns>The new ones, to be shown once; null: there is no app that they could stand for, or the session may not.</returns>
    public Task<string[]?> RenewCodesAsync(SessionRow session, CancellationToken cancellation) => store.WriteAsync(
        async transaction => await CredentialOwner.FindAsync(transaction, session) is { AuthenticatorKey: not null } account
            ? await StoreAsync(transaction, account, "second_factor.codes_renewed")
            : null,
        cancellation);

    /// <summary>Takes the app away, so that a password does alone again, and ends every other session of the person.</summary>
    public Task<bool> DisableAsync(SessionRow session, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            if (await CredentialOwner.FindAsync(transaction, session) is not { } account) return false;
            TakeAway(account);
            if (!await AccountTable.UpdateAsync(transaction, account)) return false;
            var ended = await SessionTable.EndAllAsync(transaction, session.UserId, "second_factor_disabled", session.Id);
            await AuditAsync(transaction, session.UserId, "second_factor.disabled", ended);
            return true;
        },
        cancellation);

    /// <summary>Takes the app of an account away, with its recovery codes. The account is to be stored.</summary>
    public static void TakeAway(Account account)
    {
        account.AuthenticatorKey = null;
        account.IsSecondFactorRequired = false;
        account.RecoveryCodes = [];
        account.SecurityStamp = SignUps.NewStamp();
        account.ForgetWrongCodes();
    }

    private static async Task<string[]?> StoreAsync(StoreTransaction transaction, Account account, string action, int? sessionsEnded = null)
    {
        var (codes, hashes) = SecondFactors.MakeRecoveryCodes(account.UserId);
        account.RecoveryCodes = hashes;
        account.SecurityStamp = SignUps.NewStamp();
        if (!await AccountTable.UpdateAsync(transaction, account)) return null;
        await AuditAsync(transaction, account.UserId, action, sessionsEnded);
        return codes;
    }

    private static Task AuditAsync(StoreTransaction transaction, string userId, string action, int? sessionsEnded) => AuditEvents.RecordAsync(
        transaction, userId, action, new EntityRef(EntityTypes.User, userId),
        sessionsEnded is null ? [] : new Dictionary<string, object?> { ["sessionsEnded"] = sessionsEnded });
}
