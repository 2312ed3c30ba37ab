using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.ServiceKeys;

/// <summary>Hashes service keys anew that were hashed under the master key before (RIGHTS.md A6), as their texts are presented.</summary>
public static class ServiceKeyRehash
{
    /// <summary>Stores another hash of a key. False: its hash is not <paramref name="previousHash"/>, and nothing was stored.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public static async Task<bool> TryAsync(StoreTransaction transaction, string keyId, byte[] hash, byte[] previousHash)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return await transaction.ExecuteAsync(
            "/* velro:service_keys.rehash */ update public.service_keys set hash = $2 where id = $1 and hash = $3", keyId, hash, previousHash) == 1;
    }
}
