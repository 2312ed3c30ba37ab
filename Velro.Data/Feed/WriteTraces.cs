using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.Data.Feed;

/// <summary>Looks for the traces of writes.</summary>
/// <param name="source">The database: the primary, reached through no transaction pooler.</param>
public sealed class WriteTraces([FromKeyedServices(PoolNames.Authorization)] NpgsqlDataSource source)
{
    /// <summary>Whether the write is there now. Every snapshot that is taken after the answer has it then.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public Task<bool> IsKeptAsync(WriteTrace trace, CancellationToken cancellation) =>
        StaleConnections.RetryAsync(source, () => FindAsync(trace, cancellation));

    private async Task<bool> FindAsync(WriteTrace trace, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await trace.IsKeptAsync(connection, cancellation);
    }
}
