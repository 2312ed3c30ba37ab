using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.Data.Transactions;

/// <summary>Forgets the answers of <see cref="IdempotencyRecords"/> that no repetition is given any more.</summary>
/// <param name="source">The database.</param>
public sealed class IdempotencyRetention([FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource source)
{
    /// <summary>Few enough that nobody waits for the locks.</summary>
    private const int BatchSize = 1000;

    private const string Delete =
        """
        /* velro:idempotency.retention */
        delete from public.idempotency_keys
        where key in (select key from public.idempotency_keys where created_at <= $1 order by created_at limit $2)
        """;

    /// <summary>Deletes what was kept until <paramref name="now"/>.</summary>
    /// <returns>The number of answers.</returns>
    /// <exception cref="NpgsqlException">The database did not answer; what was deleted before stays deleted.</exception>
    public async Task<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var all = 0;
        while (true)
        {
            await using var command = source.CreateCommand(Delete);
            command.Parameters.Add(
                new NpgsqlParameter<DateTimeOffset> { TypedValue = (now - IdempotencyRecords.KeptFor).ToUniversalTime() });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchSize });
            var deleted = await command.ExecuteNonQueryAsync(cancellation);
            all += deleted;
            if (deleted < BatchSize) return all;
        }
    }
}
