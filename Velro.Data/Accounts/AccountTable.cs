using Npgsql;
using Velro.Data.Contexts;
using Velro.Data.Transactions;

namespace Velro.Data.Accounts;

/// <summary>The statements about accounts. Those of deleted users are found by none of these.</summary>
public static class AccountTable
{
    private const string Select =
        """
        select a.user_id, u.email, u.display_name, u.state, a.password_hash, a.security_stamp, a.is_email_confirmed,
            a.is_second_factor_required, a.authenticator_key, a.last_code_step, a.recovery_codes, a.version, a.wrong_codes, a.codes_wait_until,
            exists (select from public.passkeys p where p.user_id = a.user_id)
        from public.accounts a join public.users u on u.id = a.user_id
        where u.state <> 'deleted'
        """;

    /// <summary>The account of a user; null: it has none.</summary>
    public static Task<Account?> FindAsync(StoreTransaction transaction, string userId) =>
        transaction.QueryOneAsync($"/* velro:accounts.find */ {Select} and a.user_id = $1", Read, userId);

    /// <summary>
    /// The account with an address, however it is capitalised; null: there is none. Letters that only the database takes for the same, such as the
    /// Kelvin sign for a k, are not: attempts are counted by the address as it came, and each spelling would have a count of its own.
    /// </summary>
    public static async Task<Account?> FindByEmailAsync(StoreTransaction transaction, string email)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var found = await transaction.QueryOneAsync($"/* velro:accounts.find_by_email */ {Select} and lower(u.email) = lower($1)", Read, email);
        return string.Equals(found?.Email, email, StringComparison.OrdinalIgnoreCase) ? found : null;
    }

    /// <summary>Whether any user has an address, with an account or without one.</summary>
    public static Task<bool> IsEmailTakenAsync(StoreTransaction transaction, string email) => transaction.QueryValueAsync<bool>(
        "/* velro:accounts.is_email_taken */ select exists (select from public.users where lower(email) = lower($1))", email);

    /// <summary>Gives a user an account.</summary>
    public static Task InsertAsync(
        StoreTransaction transaction, string userId, string passwordHash, string securityStamp, bool isEmailConfirmed) =>
        transaction.ExecuteAsync(
            """
            /* velro:accounts.insert */
            insert into public.accounts (user_id, password_hash, security_stamp, is_email_confirmed) values ($1, $2, $3, $4)
            """,
            userId, passwordHash, securityStamp, isEmailConfirmed);

    /// <summary>Stores an account as it is now. False: somebody else changed it since it was read, and nothing was stored.</summary>
    public static async Task<bool> UpdateAsync(StoreTransaction transaction, Account account)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(account);
        var count = await transaction.ExecuteAsync(
            """
            /* velro:accounts.update */
            update public.accounts
            set password_hash = $3, security_stamp = $4, is_email_confirmed = $5, is_second_factor_required = $6, authenticator_key = $7,
                last_code_step = $8, recovery_codes = $9, wrong_codes = $10, codes_wait_until = $11
            where user_id = $1 and version = $2
            """,
            account.UserId, account.Version, account.PasswordHash, account.SecurityStamp, account.IsEmailConfirmed,
            account.IsSecondFactorRequired, account.AuthenticatorKey, account.LastCodeStep, account.RecoveryCodes,
            account.WrongCodes, account.CodesWaitUntil?.ToUniversalTime());
        return count == 1;
    }

    private static Account Read(NpgsqlDataReader reader) => new()
    {
        UserId = reader.GetString(0),
        Email = TextOrNull(reader, 1),
        DisplayName = reader.GetString(2),
        State = StoredNames.ToAccountState(reader.GetString(3)),
        PasswordHash = TextOrNull(reader, 4),
        SecurityStamp = reader.GetString(5),
        IsEmailConfirmed = reader.GetBoolean(6),
        IsSecondFactorRequired = reader.GetBoolean(7),
        AuthenticatorKey = TextOrNull(reader, 8),
        LastCodeStep = reader.GetInt64(9),
        RecoveryCodes = reader.GetFieldValue<string[]>(10),
        Version = reader.GetInt64(11),
        WrongCodes = reader.GetInt32(12),
        CodesWaitUntil = reader.IsDBNull(13) ? null : reader.GetFieldValue<DateTimeOffset>(13),
        HasPasskeys = reader.GetBoolean(14),
    };

    private static string? TextOrNull(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
