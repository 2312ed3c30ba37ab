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

    /// <summary>What could not be removed lets the others go first.</summary>
    private const string PutOff =
        """
        /* velro:media.put_off_blobs */
        update public.media_blobs set kept_until = now() + interval '1 hour' where id = any($1)
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

    /// <summary>Removes what nobody refers to. What the store does not let go is tried again an hour later.</summary>
    /// <param name="remove">Removes what the store has under an id, if anything. False: it could not.</param>
    /// <param name="cancellation">Ends it between two.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="NpgsqlException">The database did not answer; what is gone from the store is looked for again.</exception>
    public async Task<int> RemoveExpiredAsync(Func<Guid, CancellationToken, Task<bool>> remove, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(remove);
        for (var all = 0; ;)
        {
            var (found, removed) = await RemoveBatchAsync(remove, cancellation);
            all += removed;
            if (found < BatchSize || removed == 0) return all;
        }
    }

    private async Task<(int Found, int Removed)> RemoveBatchAsync(Func<Guid, CancellationToken, Task<bool>> remove, CancellationToken cancellation)
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

        var (removed, kept) = (new List<Guid>(), new List<Guid>());
        foreach (var id in ids) (await remove(id, cancellation) ? removed : kept).Add(id);
        await ExecuteAsync(Forget, removed);
        await ExecuteAsync(PutOff, kept);
        await transaction.CommitAsync(cancellation);
        return (ids.Count, removed.Count);

        async Task ExecuteAsync(string text, List<Guid> on)
        {
            if (on.Count == 0) return;
            await using var command = new NpgsqlCommand(text, connection, transaction);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. on] });
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
