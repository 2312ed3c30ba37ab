using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.SigningKeys;

/// <summary>The statements about signing keys.</summary>
public static class SigningKeyTable
{
    /// <summary>The keys whose tokens may still count, the newest last.</summary>
    public static Task<List<SigningKeyRow>> ListAsync(StoreTransaction transaction) => transaction.QueryAsync(
        """
        /* velro:signing_keys.list */
        select id, private_key, active_from, retired_from from public.signing_keys where retired_from > now() order by active_from, id
        """,
        Read);

    /// <summary>Adds a key, and forgets those whose time is over.</summary>
    public static async Task InsertAsync(StoreTransaction transaction, SigningKeyRow row)
    {
        await transaction.ExecuteAsync("/* velro:signing_keys.forget */ delete from public.signing_keys where retired_from <= now()");
        await transaction.ExecuteAsync(
            """
            /* velro:signing_keys.insert */
            insert into public.signing_keys (id, private_key, active_from, retired_from) values ($1, $2, $3, $4)
            """,
            row.Id, row.PrivateKey, row.ActiveFrom, row.RetiredFrom);
    }

    private static SigningKeyRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetFieldValue<byte[]>(1),
        reader.GetFieldValue<DateTimeOffset>(2),
        reader.GetFieldValue<DateTimeOffset>(3));
}
