using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Authentication.Mail;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Accounts;
using Velro.Data.Audit;
using Velro.Data.Sessions;
using Velro.Data.Transactions;
using Velro.Data.Users;

namespace Velro.AuthApi.SignUp;

/// <summary>
/// A new password by mail: for who has forgotten theirs, and for whom an administrator made a user without one. A link counts once, since it names
/// the account's security stamp, which the new password changes.
/// </summary>
internal sealed class PasswordResets(
    PublicUrl address, IDataProtectionProvider protection, IOptions<SignUpOptions> options, TimeProvider time)
{
    private readonly IDataProtector _protector = protection.CreateProtector("velro.password-reset");

    /// <summary>The mail with a link, if there is somebody to write to; null: there is not, which nobody is told.</summary>
    public async Task<Mail?> AskAsync(StoreTransaction transaction, string email)
    {
        // The same statements, and the same work, whether there is somebody or not.
        var user = await UserTable.FindByEmailAsync(transaction, email);
        var account = await AccountTable.FindAsync(transaction, user?.Id ?? "");
        var token = _protector.Protect(JsonSerializer.Serialize(new Link(user?.Id ?? "", account?.SecurityStamp ?? "", time.GetUtcNow())));
        if (user is not { State: "active" }) return null;

        var link = address.Of($"/account/new-password?token={Uri.EscapeDataString(token)}");
        return new Mail(
            MailKind.PasswordReset,
            user.Email!,
            "A new password for your Velro account",
            $"""
            Somebody, most likely you, wants a new password for your Velro account.

            Follow this link to choose one:
            {link}

            If it was not you, do nothing: the old password goes on to count.
            """);
    }

    /// <summary>Whose link this is; null: nobody's, or its time is over.</summary>
    public Link? Read(string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        try
        {
            var link = JsonSerializer.Deserialize<Link>(_protector.Unprotect(token))!;
            return time.GetUtcNow() - link.At < options.Value.LinkLifetime ? link : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether a link still counts: the account is as it was when it was asked for.</summary>
    public static async Task<bool> CountsAsync(StoreTransaction transaction, Link link) =>
        await transaction.FindAsync<UserContext>(ContextKey.User(link.UserId)) is { State: AccountState.Active } &&
        ((await AccountTable.FindAsync(transaction, link.UserId))?.SecurityStamp ?? "") == link.Stamp;

    /// <summary>Sets the password, and ends every session: whoever has the old one is out. False: the link was used, or the account changed since.</summary>
    public static async Task<bool> TryAsync(StoreTransaction transaction, Link link, string passwordHash)
    {
        if (await transaction.FindAsync<UserContext>(ContextKey.User(link.UserId)) is not { State: AccountState.Active }) return false;

        var account = await AccountTable.FindAsync(transaction, link.UserId);
        if ((account?.SecurityStamp ?? "") != link.Stamp) return false;
        if (account is null)
        {
            await AccountTable.InsertAsync(transaction, link.UserId, passwordHash, SignUps.NewStamp(), isEmailConfirmed: true);
        }
        else
        {
            account.PasswordHash = passwordHash;
            account.SecurityStamp = SignUps.NewStamp();
            account.IsEmailConfirmed = true;
            account.ForgetWrongCodes();
            if (!await AccountTable.UpdateAsync(transaction, account)) return false;
        }

        var ended = await SessionTable.EndAllAsync(transaction, link.UserId, "password_reset", exceptId: null);
        await AuditEvents.RecordAsync(
            transaction, link.UserId, "user.password_reset", new EntityRef(EntityTypes.User, link.UserId),
            new Dictionary<string, object?> { ["sessionsEnded"] = ended });
        return true;
    }

    /// <summary>What a link carries.</summary>
    internal sealed record Link(string UserId, string Stamp, DateTimeOffset At);
}
