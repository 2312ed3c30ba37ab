using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Feed;
using Velro.Data.Pools;

namespace Velro.Data.Contexts;

/// <summary>
/// Loads contexts from the base tables, of many entities of several kinds in one round trip and one snapshot, together with the changes
/// that tell which stamp the contents carry.
/// </summary>
/// <param name="source">
/// The database: the primary, reached through no transaction pooler. Its connections prepare statements by themselves (<see cref="PoolServices"/>).
/// </param>
public sealed class ContextLoader([FromKeyedServices(PoolNames.Authorization)] NpgsqlDataSource source)
{
    /// <summary>Loads <paramref name="keys"/> and the changes since <paramref name="asked"/>.</summary>
    /// <exception cref="NpgsqlException">
    /// The database did not answer, or is a standby or in recovery (SQLSTATE 55000), or is not migrated (42P01).
    /// </exception>
    /// <exception cref="InvalidDataException">The database holds a state or role of a newer release.</exception>
    public Task<ContextAnswer> LoadAsync(
        IReadOnlyCollection<ContextKey> keys, PostgresSnapshot asked, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(asked);
        return StaleConnections.RetryAsync(source, () => LoadOnceAsync(keys, asked, cancellation));
    }

    private async Task<ContextAnswer> LoadOnceAsync(
        IReadOnlyCollection<ContextKey> keys, PostgresSnapshot asked, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        for (var attempt = 0; attempt < ServerRepair.MaximumAttempts; attempt++)
        {
            var load = new ContextLoad(keys, asked);
            await using (var batch = load.CreateBatch(connection))
            {
                await using var reader = await batch.ExecuteReaderAsync(cancellation);
                if (await load.ReadAsync(reader, cancellation) is { } answer) return answer;
            }

            await ServerRepair.RunAsync(connection, cancellation);
        }

        throw ServerRepair.DidNotHelp();
    }
}
