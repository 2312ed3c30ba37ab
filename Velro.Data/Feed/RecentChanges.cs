using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Pools;

namespace Velro.Data.Feed;

/// <summary>
/// Which entities changed lately, for warming caches. It follows the feed by id, and so may skip what commits late; nothing but speed rests
/// on it. It blocks, as all do that use the feed's pool.
/// </summary>
/// <param name="source">The database.</param>
public sealed class RecentChanges([FromKeyedServices(PoolNames.Feed)] NpgsqlDataSource source)
{
    private const string Statement =
        """
        /* velro:feed.recent */
        select max(id), kind, type, entity_id
        from (select id, kind, type, entity_id from public.changes where id > $1 order by id desc limit $2) as latest
        group by kind, type, entity_id
        """;

    /// <summary>
    /// The entities of at most <paramref name="limit"/> changes after the change <paramref name="lastId"/>, the newest first to stay.
    /// </summary>
    /// <returns>The entities, and the id to go on from.</returns>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public (IReadOnlyList<ContextKey> Keys, long LastId) Read(long lastId, int limit)
    {
        using var command = source.CreateCommand(Statement);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lastId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        using var reader = command.ExecuteReader();

        var keys = new List<ContextKey>();
        while (reader.Read())
        {
            lastId = Math.Max(lastId, reader.GetInt64(0));
            var kind = (ContextKind)reader.GetInt16(1);

            // A newer release may tell changes of kinds that this one does not know, and does not cache.
            if (Enum.IsDefined(kind)) keys.Add(new ContextKey(kind, reader.GetString(2), reader.GetString(3)));
        }

        return (keys, lastId);
    }
}
