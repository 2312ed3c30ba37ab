using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.Accounts;

/// <summary>The statements about sign-ups that wait for their mail to be answered.</summary>
public static class PendingSignUpTable
{
    /// <summary>Keeps a sign-up. The warmer forgets those whose time is over.</summary>
    public static Task InsertAsync(StoreTransaction transaction, PendingSignUp row)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(row);
        return transaction.ExecuteAsync(
            """
            /* velro:pending_sign_ups.insert */
            insert into public.pending_sign_ups (token_hash, email, display_name, password_hash, expires_at) values ($1, $2, $3, $4, $5)
            """,
            row.TokenHash, row.Email, row.DisplayName, row.PasswordHash, row.ExpiresAt);
    }

    /// <summary>The sign-up whose mail carried this; null: there is none, or its time is over.</summary>
    public static Task<PendingSignUp?> FindAsync(StoreTransaction transaction, byte[] tokenHash)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.QueryOneAsync(
            """
            /* velro:pending_sign_ups.find */
            select token_hash, email, display_name, password_hash, expires_at from public.pending_sign_ups
            where token_hash = $1 and expires_at > $2
            """,
            Read, tokenHash, transaction.Now);
    }

    /// <summary>Forgets all sign-ups with an address: one of them became a user.</summary>
    public static Task DeleteAllAsync(StoreTransaction transaction, string email) => transaction.ExecuteAsync(
        "/* velro:pending_sign_ups.delete_all */ delete from public.pending_sign_ups where lower(email) = lower($1)", email);

    private static PendingSignUp Read(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<byte[]>(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetFieldValue<DateTimeOffset>(4));
}
