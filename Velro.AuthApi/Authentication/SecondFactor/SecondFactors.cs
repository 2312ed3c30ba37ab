using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using OtpNet;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Accounts;
using Velro.Data.Audit;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.SecondFactor;

/// <summary>
/// Second factors: codes of an authenticator app (RFC 6238, 30 s, 6 digits), and recovery codes for who has lost it. Each code is taken once.
/// </summary>
internal sealed class SecondFactors(IDataProtectionProvider protection)
{
    /// <summary>How many recovery codes there are.</summary>
    public const int RecoveryCodeCount = 10;

    /// <summary>After so many wrong codes in a row there is a wait, and after as many more another one, twice as long.</summary>
    private const int WrongCodesBeforeWait = 10;

    /// <summary>
    /// Of a million codes three count at a time. Ten guesses an hour would find one within years; so, there are about a hundred in a year.
    /// </summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromHours(1);

    /// <summary>No wait is longer than the first one doubled so often: some forty days.</summary>
    private const int MostDoublings = 10;

    private const int KeyLength = 20;
    private const int RecoveryCodeBytes = 10;

    /// <summary>One step before and after: clocks differ, and people are slow (RFC 6238, section 5.2).</summary>
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    private readonly IDataProtector _protector = protection.CreateProtector("velro.authenticator-key");

    /// <summary>A new key for an authenticator app, as it is stored.</summary>
    public string MakeKey() => _protector.Protect(Base32Encoding.ToString(RandomNumberGenerator.GetBytes(KeyLength)));

    /// <summary>What the person types into the app, in Base32.</summary>
    public string Reveal(string stored) => _protector.Unprotect(stored);

    /// <summary>What the app reads from a picture: the key as a URI.</summary>
    public string UriOf(string stored, string issuer, string accountName) =>
        new OtpUri(OtpType.Totp, Reveal(stored), accountName, issuer).ToString();

    /// <summary>New recovery codes, to be shown once, and their hashes, to be stored.</summary>
    public static (string[] Codes, string[] Hashes) MakeRecoveryCodes(string userId)
    {
        string[] codes = [.. Enumerable.Range(0, RecoveryCodeCount).Select(static _ => Format(Base32Encoding.ToString(RandomNumberGenerator.GetBytes(RecoveryCodeBytes))))];
        return (codes, [.. codes.Select(code => HashOf(userId, code))]);
    }

    /// <summary>
    /// Takes a code of an account, which has one less then. After so many wrong ones only recovery codes and passkeys do for a while, from wherever
    /// they come: nobody gets here without the password, so that this shuts out nobody else.
    /// </summary>
    public async Task<CodeVerdict> TakeAsync(StoreTransaction transaction, Account account, string code)
    {
        var current = await AccountTable.FindAsync(transaction, account.UserId);
        if (current is not { State: AccountState.Active } || current.SecurityStamp != account.SecurityStamp) return CodeVerdict.Wrong;

        var isWaiting = current.CodesWaitUntil > transaction.Now;
        var isCode = !isWaiting && TryTakeCode(current, current.AuthenticatorKey, code, transaction.Now);
        var isRecoveryCode = !isCode && await TryTakeRecoveryCodeAsync(transaction, current, code);
        var isWaitBegun = !isCode && !isRecoveryCode && !isWaiting && Count(current, transaction.Now);
        if (isCode || isRecoveryCode) current.ForgetWrongCodes();
        if (isWaitBegun) await AuditAsync(transaction, current, "second_factor.codes_wait", new() { ["until"] = current.CodesWaitUntil });
        if (!await AccountTable.UpdateAsync(transaction, current)) return CodeVerdict.Wrong;
        return new CodeVerdict(isCode || isRecoveryCode ? current : null, isRecoveryCode, isWaitBegun);
    }

    /// <summary>Takes a code that an app shows which has <paramref name="key"/>.</summary>
    public bool TryTakeCode(Account account, string? key, string code, DateTimeOffset now)
    {
        if (key is null) return false;

        var totp = new Totp(Base32Encoding.ToBytes(Reveal(key)));
        if (!totp.VerifyTotp(now.UtcDateTime, code.Replace(" ", "", StringComparison.Ordinal), out var step, Window)) return false;
        if (step <= account.LastCodeStep) return false;

        account.LastCodeStep = step;
        return true;
    }

    private static async Task<bool> TryTakeRecoveryCodeAsync(StoreTransaction transaction, Account account, string code)
    {
        var hash = HashOf(account.UserId, code);
        if (account.AuthenticatorKey is null || !account.RecoveryCodes.Contains(hash)) return false;

        account.RecoveryCodes = [.. account.RecoveryCodes.Where(left => left != hash)];
        await AuditAsync(transaction, account, "second_factor.recovery_code_used", new() { ["codesLeft"] = account.RecoveryCodes.Length });
        return true;
    }

    /// <summary>Counts a wrong code. True: a wait begins with it.</summary>
    private static bool Count(Account account, DateTimeOffset now)
    {
        account.WrongCodes++;
        var (waits, rest) = Math.DivRem(account.WrongCodes, WrongCodesBeforeWait);
        if (rest != 0) return false;

        account.CodesWaitUntil = now + (FirstWait * (1 << Math.Min(waits - 1, MostDoublings)));
        return true;
    }

    private static Task AuditAsync(StoreTransaction transaction, Account account, string action, Dictionary<string, object?> details) =>
        AuditEvents.RecordAsync(transaction, account.UserId, action, new EntityRef(EntityTypes.User, account.UserId), details);

    /// <summary>The codes are random and long: a plain hash of one tells nothing.</summary>
    private static string HashOf(string userId, string code)
    {
        var letters = string.Concat(code.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{userId}\n{letters}")));
    }

    private static string Format(string code) => string.Join('-', code.Chunk(4).Select(static part => new string(part)));
}

/// <summary>What became of a code.</summary>
/// <param name="Account">The account as it is now, if the code was right; null: it was not, or was taken before, or the account was changed since.</param>
/// <param name="IsRecoveryCode">Whether it was a recovery code.</param>
/// <param name="IsWaitBegun">Whether it was wrong once too often, and no code of the app is taken for a while.</param>
internal sealed record CodeVerdict(Account? Account, bool IsRecoveryCode, bool IsWaitBegun)
{
    /// <summary>It was not right.</summary>
    public static readonly CodeVerdict Wrong = new(null, IsRecoveryCode: false, IsWaitBegun: false);
}
