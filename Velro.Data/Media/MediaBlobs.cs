using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.Data.Media;

/// <summary>
/// Keeps track of what the store of media may hold. An id is reserved before anything is stored under it, and given up only after what was
/// stored is gone: whatever ends in between, there is a row that leads to the bytes.
/// </summary>
/// <param name="source">The database.</param>
public sealed class MediaBlobs([FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource source)
{
    private const int BatchSize = 100;

    /// <summary>Another one that removes at the same moment takes others.</summary>
    private const string FindExpired =
        """
        /* velro:media.expired_blobs */
        select id from public.media_blobs where kept_until <= now() order by kept_until limit $1 for update skip locked
        """;

    private const string Forget =
        """
        /* velro:media.forget_blobs */
        delete from public.media_blobs where id = any($1)
        """;

    private const string Abandon =
        """
        /* velro:media.abandon_blob */
        update public.media_blobs set kept_until = now() where id = $1 and kept_until is not null
        """;

    /// <summary>Reserves an id for so long, in the transaction in which the right to store was found.</summary>
    public static Task ReserveAsync(StoreTransaction transaction, Guid id, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.ExecuteAsync(
            """
            /* velro:media.reserve_blob */
            insert into public.media_blobs (id, kept_until) values ($1, now() + $2)
            """,
            id, time);
    }

    /// <summary>Lets what is stored under an id be removed, unless media were made of it after all.</summary>
    /// <exception cref="NpgsqlException">The database did not answer; it will be removed when its time is over.</exception>
    public async Task AbandonAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Abandon);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Removes what nobody refers to.</summary>
    /// <param name="remove">Removes what the store has under an id, if anything.</param>
    /// <param name="cancellation">Ends it between two.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="NpgsqlException">The database did not answer; what is gone from the store is looked for again.</exception>
    public async Task<int> RemoveExpiredAsync(Func<Guid, CancellationToken, Task> remove, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(remove);
        for (var all = 0; ;)
        {
            var removed = await RemoveBatchAsync(remove, cancellation);
            all += removed;
            if (removed < BatchSize) return all;
        }
    }

    private async Task<int> RemoveBatchAsync(Func<Guid, CancellationToken, Task> remove, CancellationToken cancellation)
    {
        // The rows stay locked until the bytes are gone: an upload that ends at this moment then finds its row gone, and fails.
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ids = new List<Guid>();
        await using (var find = new NpgsqlCommand(FindExpired, connection, transaction))
        {
            find.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchSize });
            await using var reader = await find.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) ids.Add(reader.GetGuid(0));
        }

        foreach (var id in ids) await remove(id, cancellation);
        await using var forget = new NpgsqlCommand(Forget, connection, transaction);
        forget.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
        await forget.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return ids.Count;
    }
}
