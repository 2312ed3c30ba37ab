using System.Net;
using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.ServiceKeys;

/// <summary>The statements about service keys. A key that was revoked stays as a row, so that its id and its story do.</summary>
public static class ServiceKeyTable
{
    private const string Columns =
        "id, owner_id, name, scopes, networks, expires_at, evaluations_per_second, created_at, last_used_at, revoked_at, replaced_by";

    /// <summary>Stores a key by the keyed hash of its text.</summary>
    public static async Task<ServiceKeyRow> InsertAsync(
        StoreTransaction transaction, string id, string ownerId, string name, byte[] hash, ServiceKeyLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return (await transaction.QueryOneAsync(
            $"""
            /* velro:service_keys.insert */
            insert into public.service_keys (id, owner_id, name, hash, scopes, networks, expires_at, evaluations_per_second)
            values ($1, $2, $3, $4, $5, $6::text[]::cidr[], $7, $8)
            returning {Columns}
            """,
            Read,
            id,
            ownerId,
            name,
            hash,
            limits.Scopes.ToArray(),
            limits.Networks.Select(static network => network.ToString()).ToArray(),
            limits.ExpiresAt?.ToUniversalTime(),
            limits.EvaluationsPerSecond))!;
    }

    /// <summary>The key; null: there is none.</summary>
    public static Task<ServiceKeyRow?> FindAsync(StoreTransaction transaction, string id) => transaction.QueryOneAsync(
        $"""
        /* velro:service_keys.find */
        select {Columns} from public.service_keys where id = $1
        """,
        Read, id);

    /// <summary>The keys of a user, after an id and in the order of ids.</summary>
    public static Task<List<ServiceKeyRow>> ListOfOwnerAsync(StoreTransaction transaction, string ownerId, string afterId, int limit) =>
        transaction.QueryAsync(
            $"""
            /* velro:service_keys.list */
            select {Columns} from public.service_keys where owner_id = $1 and id > $2 order by id limit $3
            """,
            Read, ownerId, afterId, limit);

    /// <summary>How many keys of a user are in use: neither revoked nor expired nor replaced.</summary>
    public static Task<long> CountInUseAsync(StoreTransaction transaction, string ownerId) => transaction.QueryValueAsync<long>(
        """
        /* velro:service_keys.count */
        select count(*) from public.service_keys
        where owner_id = $1 and revoked_at is null and replaced_by is null and (expires_at is null or expires_at > now())
        """,
        ownerId);

    /// <summary>How many keys of a user open something: those in use, and those that live on for a while after they were replaced.</summary>
    public static Task<long> CountLiveAsync(StoreTransaction transaction, string ownerId) => transaction.QueryValueAsync<long>(
        """
        /* velro:service_keys.count_live */
        select count(*) from public.service_keys
        where owner_id = $1 and revoked_at is null and (expires_at is null or expires_at > now())
        """,
        ownerId);

    /// <summary>
    /// Notes that another key has taken the place of this one, which lives for so many seconds more, and not beyond its own end.
    /// </summary>
    public static Task<int> ReplaceAsync(StoreTransaction transaction, string id, string replacedBy, int overlapSeconds) =>
        transaction.ExecuteAsync(
            """
            /* velro:service_keys.replace */
            update public.service_keys
            set replaced_by = $2, expires_at = least(expires_at, now() + make_interval(secs => $3))
            where id = $1
            """,
            id, replacedBy, (double)overlapSeconds);

    /// <summary>Revokes a key.</summary>
    /// <returns>Whether it had not been revoked before.</returns>
    public static async Task<bool> RevokeAsync(StoreTransaction transaction, string id) => await transaction.ExecuteAsync(
        """
        /* velro:service_keys.revoke */
        update public.service_keys set revoked_at = now() where id = $1 and revoked_at is null
        """,
        id) == 1;

    private static ServiceKeyRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetString(2),
        new ServiceKeyLimits(
            [.. reader.GetFieldValue<string[]>(3)],
            [.. reader.GetFieldValue<IPNetwork[]>(4)],
            reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
            reader.IsDBNull(6) ? null : reader.GetInt32(6)),
        reader.GetDateTime(7),
        reader.IsDBNull(8) ? null : reader.GetDateTime(8),
        reader.IsDBNull(9) ? null : reader.GetDateTime(9),
        reader.IsDBNull(10) ? null : reader.GetString(10));
}
