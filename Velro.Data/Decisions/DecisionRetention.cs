using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.Data.Decisions;

/// <summary>Drops the months of decision records that are older than they are kept.</summary>
/// <param name="source">The database.</param>
public sealed class DecisionRetention([FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource source)
{
    /// <summary>Drops them.</summary>
    /// <param name="now">The present.</param>
    /// <param name="keptMonths">How many months are kept beside the present one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The number of months.</returns>
    /// <exception cref="NpgsqlException">The database did not answer, or others held the table too long.</exception>
    public async Task<int> DropExpiredAsync(DateTimeOffset now, int keptMonths, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                // A month is dropped under a lock of the whole table. What holds that up is not waited for: it goes the next time.
                new NpgsqlBatchCommand("set local lock_timeout = '2s'"),
                new NpgsqlBatchCommand("/* velro:decisions.retention */ select public.drop_decision_partitions($1)")
                {
                    Parameters = { new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime.AddMonths(-keptMonths) } },
                },
            },
        };
        var dropped = (int)(await batch.ExecuteScalarAsync(cancellation))!;
        await transaction.CommitAsync(cancellation);
        return dropped;
    }
}
