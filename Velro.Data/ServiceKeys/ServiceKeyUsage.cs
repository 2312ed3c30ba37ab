using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.Data.ServiceKeys;

/// <summary>When service keys were last used, to the minute. It decides nothing, and no context is touched by it.</summary>
/// <param name="source">The database.</param>
public sealed class ServiceKeyUsage([FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource source)
{
    /// <summary>
    /// All at once. What another node has noted for the same minute is left as it is, and so is what somebody else is changing: nobody
    /// waits for this, and the next time comes soon.
    /// </summary>
    private const string NoteAll =
        """
        /* velro:service_keys.used */
        with used as (
            select id, date_trunc('minute', at) as at from unnest($1::text[], $2::timestamptz[]) as u (id, at)
        ), free as (
            select k.id, u.at from public.service_keys k join used u on u.id = k.id
            where k.last_used_at is null or k.last_used_at < u.at
            order by k.id
            for no key update of k skip locked
        )
        update public.service_keys k set last_used_at = free.at from free where k.id = free.id
        """;

    private const string FindUsed =
        """
        /* velro:service_keys.lately_used */
        select id from public.service_keys
        where last_used_at >= $1 and revoked_at is null and (expires_at is null or expires_at > $2)
        order by last_used_at desc
        limit $3
        """;

    /// <summary>Notes uses of keys.</summary>
    /// <returns>How many keys now have a later minute than before.</returns>
    /// <exception cref="NpgsqlException">The database did not answer; nothing was noted.</exception>
    public async Task<int> NoteAsync(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> uses, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(uses);
        await using var command = source.CreateCommand(NoteAll);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. uses.Select(static use => use.Key)] });
        command.Parameters.Add(
            new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. uses.Select(static use => use.Value.ToUniversalTime())] });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The ids of keys that still count and were used at or after <paramref name="since"/>, the latest first.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task<IReadOnlyList<string>> FindUsedAsync(
        DateTimeOffset since, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(FindUsed);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellation)) ids.Add(reader.GetString(0));
        return ids;
    }
}
