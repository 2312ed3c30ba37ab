using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.Accounts;

/// <summary>The statements about passkeys.</summary>
public static class PasskeyTable
{
    private const string Columns =
        """
        credential_id, user_id, name, public_key, sign_count, transports, is_user_verified, is_backup_eligible, is_backed_up,
        attestation_object, client_data_json, created_at
        """;

    /// <summary>The passkeys of a user, the oldest first.</summary>
    public static Task<List<PasskeyRow>> ListAsync(StoreTransaction transaction, string userId) => transaction.QueryAsync(
        $"/* velro:passkeys.list */ select {Columns} from public.passkeys where user_id = $1 order by created_at, credential_id", Read, userId);

    /// <summary>A passkey; null: there is none.</summary>
    public static Task<PasskeyRow?> FindAsync(StoreTransaction transaction, byte[] credentialId) => transaction.QueryOneAsync(
        $"/* velro:passkeys.find */ select {Columns} from public.passkeys where credential_id = $1", Read, credentialId);

    /// <summary>Stores what a use changes of a passkey: its counter, and whether it was copied. False: there is none such of this user.</summary>
    public static async Task<bool> UpdateAsync(StoreTransaction transaction, PasskeyRow row)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(row);
        return await transaction.ExecuteAsync(
            """
            /* velro:passkeys.use */
            update public.passkeys set sign_count = $3, is_user_verified = $4, is_backed_up = $5, last_used_at = now()
            where credential_id = $1 and user_id = $2
            """,
            row.CredentialId, row.UserId, row.SignCount, row.IsUserVerified, row.IsBackedUp) == 1;
    }

    /// <summary>Stores a new passkey, or another name of one. Never whose it is.</summary>
    public static Task PutAsync(StoreTransaction transaction, PasskeyRow row)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(row);
        return transaction.ExecuteAsync(
            $"""
            /* velro:passkeys.put */
            insert into public.passkeys ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (credential_id) do update
            set name = excluded.name, sign_count = excluded.sign_count, is_user_verified = excluded.is_user_verified,
                is_backed_up = excluded.is_backed_up, last_used_at = now()
            where passkeys.user_id = excluded.user_id
            """,
            row.CredentialId, row.UserId, row.Name, row.PublicKey, row.SignCount, row.Transports, row.IsUserVerified,
            row.IsBackupEligible, row.IsBackedUp, row.AttestationObject, row.ClientDataJson, row.CreatedAt);
    }

    /// <summary>Removes a passkey of a user. False: it has none such.</summary>
    public static async Task<bool> DeleteAsync(StoreTransaction transaction, string userId, byte[] credentialId) =>
        await transaction.ExecuteAsync(
            "/* velro:passkeys.delete */ delete from public.passkeys where user_id = $1 and credential_id = $2", userId, credentialId) == 1;

    /// <summary>Removes every passkey of a user.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> DeleteAllAsync(StoreTransaction transaction, string userId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.ExecuteAsync("/* velro:passkeys.delete_all */ delete from public.passkeys where user_id = $1", userId);
    }

    private static PasskeyRow Read(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<byte[]>(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetFieldValue<byte[]>(3),
        reader.GetInt64(4),
        reader.GetFieldValue<string[]>(5),
        reader.GetBoolean(6),
        reader.GetBoolean(7),
        reader.GetBoolean(8),
        reader.GetFieldValue<byte[]>(9),
        reader.GetFieldValue<byte[]>(10),
        reader.GetFieldValue<DateTimeOffset>(11));
}
