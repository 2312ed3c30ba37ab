using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Authentication.Passwords;
using Velro.Authorization.Entities;
using Velro.Data.Accounts;
using Velro.Data.Audit;
using Velro.Data.Transactions;
using Velro.Data.Users;

namespace Velro.AuthApi.SignUp;

/// <summary>
/// Signing up by mail (RIGHTS.md E3). Every well-formed request is answered in one way; the mail tells which case it was. The user is made when
/// the link of the mail is followed and the password is entered again, so that nobody makes a user with the address of somebody else.
/// </summary>
internal sealed class SignUps(PublicUrl address, PasswordHasher hasher, IOptions<SignUpOptions> options, IHostEnvironment environment)
{
    private const int TokenLength = 32;

    /// <summary>Whether anybody may sign up.</summary>
    public bool AreAllowed => options.Value.AllowAnonymous ?? environment.IsDevelopment();

    /// <summary>Keeps a sign-up until its mail is answered.</summary>
    /// <returns>The mail to be sent when the transaction has committed.</returns>
    public async Task<Mail> KeepAsync(StoreTransaction transaction, string email, string displayName, string passwordHash)
    {
        // The same statements whether the address is known or not.
        var token = RandomNumberGenerator.GetBytes(TokenLength);
        await PendingSignUpTable.InsertAsync(
            transaction, new PendingSignUp(SHA256.HashData(token), email, displayName, passwordHash, transaction.Now + options.Value.LinkLifetime));
        return await AccountTable.IsEmailTakenAsync(transaction, email)
            ? new Mail(MailKind.SignUp, email, "Your Velro account", KnownText)
            : new Mail(MailKind.SignUp, email, "Confirm your Velro account", NewText(address.Of($"/account/confirm?token={Base64Url.EncodeToString(token)}")));
    }

    /// <summary>The sign-up whose mail carried this; null: there is none, or its time is over.</summary>
    public static Task<PendingSignUp?> FindAsync(StoreTransaction transaction, string token)
    {
        var bytes = Base64Url.IsValid(token) && token.Length < 100 ? Base64Url.DecodeFromChars(token) : [];
        return PendingSignUpTable.FindAsync(transaction, SHA256.HashData(bytes));
    }

    /// <summary>Whether this is the password that was chosen when signing up.</summary>
    public async Task<bool> IsRightAsync(PendingSignUp pending, string password, CancellationToken cancellation) =>
        (await hasher.TryAsync(password, pending.PasswordHash, cancellation)).IsRight;

    /// <summary>Makes the user of a sign-up.</summary>
    /// <returns>The account; null: somebody else has the address by now.</returns>
    public static async Task<Account?> CompleteAsync(StoreTransaction transaction, PendingSignUp pending)
    {
        await PendingSignUpTable.DeleteAllAsync(transaction, pending.Email);
        if (await AccountTable.IsEmailTakenAsync(transaction, pending.Email)) return null;

        var row = await UserTable.InsertAsync(transaction, Guid.CreateVersion7().ToString(), pending.Email, pending.DisplayName);
        await AccountTable.InsertAsync(transaction, row.Id, pending.PasswordHash, NewStamp(), isEmailConfirmed: true);
        await AuditEvents.RecordAsync(
            transaction, row.Id, "user.signed_up", new EntityRef(EntityTypes.User, row.Id), new Dictionary<string, object?>());
        return await AccountTable.FindAsync(transaction, row.Id);
    }

    /// <summary>A new security stamp.</summary>
    public static string NewStamp() => Guid.NewGuid().ToString("N");

    private static string NewText(string link) => new StringBuilder()
        .AppendLine("Somebody, most likely you, signed up for Velro with this address.")
        .AppendLine()
        .AppendLine("Follow this link and enter the password that you chose:")
        .AppendLine(link)
        .AppendLine()
        .AppendLine("If it was not you, do nothing: without your answer there is no account.")
        .ToString();

    private string KnownText => new StringBuilder()
        .AppendLine("Somebody, most likely you, signed up for Velro with this address, which has an account already.")
        .AppendLine()
        .AppendLine("Sign in, or choose a new password:")
        .AppendLine(address.Of("/account/forgotten-password"))
        .AppendLine()
        .AppendLine("If it was not you, do nothing: nothing has changed.")
        .ToString();
}
