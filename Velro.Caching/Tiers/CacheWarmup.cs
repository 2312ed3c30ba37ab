using Velro.Authorization.Contexts;
using Velro.Caching.Evaluations;

namespace Velro.Caching.Tiers;

/// <summary>Brings contexts into the shared cache before anyone asks for them.</summary>
public sealed class CacheWarmup
{
    /// <summary>How many contexts are brought at once.</summary>
    private const int BatchSize = 500;

    private readonly ContextFetcher _fetcher;

    internal CacheWarmup(ContextFetcher fetcher) => _fetcher = fetcher;

    /// <summary>Brings <paramref name="keys"/>.</summary>
    /// <returns>How many are now cached under the present revision.</returns>
    /// <exception cref="RevisionUnavailableException">The clock is not loaded, or the database does not answer.</exception>
    public async Task<int> WarmAsync(IReadOnlyList<ContextKey> keys, CancellationToken cancellation)
    {
        var warmed = 0;
        foreach (var batch in keys.Chunk(BatchSize)) warmed += (await _fetcher.FetchAsync(batch, cancellation)).Count;
        return warmed;
    }

    /// <summary>
    /// Brings <paramref name="keys"/> as they are in the database, also those that are there, whose lifetime begins anew.
    /// </summary>
    /// <returns>How many are now cached for their whole lifetime.</returns>
    /// <exception cref="RevisionUnavailableException">The clock is not loaded, or the database does not answer.</exception>
    public async Task<int> RenewAsync(IReadOnlyList<ContextKey> keys, CancellationToken cancellation)
    {
        var renewed = 0;
        foreach (var batch in keys.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            renewed += await _fetcher.RenewAsync(batch);
        }

        return renewed;
    }
}
