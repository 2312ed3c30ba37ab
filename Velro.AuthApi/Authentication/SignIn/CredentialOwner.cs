using Velro.AuthApi.Authentication.Tokens;
using Velro.Authorization.Contexts;
using Velro.Data.Accounts;
using Velro.Data.Sessions;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.SignIn;

/// <summary>Who may change what a person signs in with.</summary>
internal static class CredentialOwner
{
    /// <summary>
    /// The account whose app or passkeys a session may change, as it is in the transaction of the change. Null: the session has ended meanwhile, the
    /// account may not act, or there is more to sign in with by now than this session has proved.
    /// </summary>
    public static async Task<Account?> FindAsync(StoreTransaction transaction, SessionRow session) =>
        await SessionTable.FindAsync(transaction, session.Id) is { } current &&
        await AccountTable.FindAsync(transaction, session.UserId) is { State: AccountState.Active } account &&
        AuthenticationLevels.IsSureOf(account, current)
            ? account
            : null;
}
