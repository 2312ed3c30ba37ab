using System.Net;
using Velro.Data.Accounts;

namespace Velro.AuthApi.Authentication.Mail;

/// <summary>
/// Tells people by mail when what they sign in with was changed (OWASP ASVS 4.0, 2.2.3 and 2.5.5): who did not do it learns of it.
/// </summary>
internal sealed class SecurityNotices(MailQueue mails, PublicUrl address)
{
    /// <summary>Tells of a change that was made.</summary>
    /// <param name="account">Whose; who has no address is not told.</param>
    /// <param name="what">A sentence about it.</param>
    /// <param name="source">From where it was made; null: unknown.</param>
    public void Tell(Account account, string what, IPAddress? source)
    {
        if (account.Email is not { } email) return;
        mails.Add(
            new Mail(
                MailKind.Notice,
                email,
                "Your Velro account was changed",
                $"""
                {what}

                If it was you, do nothing.

                If it was not you, choose another password at once, which ends every session, and look through your passkeys:
                {address.Of("/account/forgotten-password")}
                """),
            source);
    }
}
