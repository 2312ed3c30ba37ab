using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.Data.Media;

/// <summary>
/// Finds media, in one round trip. It says nothing of permissions: who asks compares the transactions that wrote the rows with the
/// revision of its decision.
/// </summary>
/// <param name="source">The database.</param>
public sealed class MediaLookup([FromKeyedServices(PoolNames.Generation)] NpgsqlDataSource source)
{
    private const string Find =
        $"""
        /* velro:media.find */
        select {MediaTable.Columns}
        from unnest($1::text[], $2::text[]) as n (generation_id, variant) join public.media m using (generation_id, variant)
        """;

    /// <summary>Those that are there.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async Task<IReadOnlyDictionary<MediaName, MediaRow>> FindAsync(
        IReadOnlyCollection<MediaName> names, CancellationToken cancellation)
    {
        if (names.Count == 0) return new Dictionary<MediaName, MediaRow>();
        try
        {
            return await StaleConnections.RetryAsync(source, () => FindOnceAsync([.. names.Distinct()], cancellation));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            throw StoreUnavailableException.Away(exception);
        }
    }

    private async Task<Dictionary<MediaName, MediaRow>> FindOnceAsync(MediaName[] names, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Find);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names.Select(static name => name.GenerationId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names.Select(static name => name.Variant)] });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<MediaName, MediaRow>(names.Length);
        while (await reader.ReadAsync(cancellation))
        {
            var row = MediaTable.Read(reader);
            found.Add(new MediaName(row.GenerationId, row.Variant), row);
        }

        return found;
    }
}
