using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;
using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Caching.Entries;
using Velro.Data.Contexts;

namespace Velro.Caching.Tiers;

/// <summary>
/// Entries in HybridCache: in this process (L1) and in Redis (L2). A key's text carries the stamp, so an entry that is out of date is
/// never found again, on no node; nothing is ever removed (CACHING.md).
/// </summary>
internal sealed class ContextCache(HybridCache cache, IOptions<CacheOptions> options, SharedCacheWriter writer, CacheMetrics metrics)
{
    private readonly HybridCacheEntryOptions _readLocal = Reading(options.Value, HybridCacheEntryFlags.DisableDistributedCache);

    private readonly HybridCacheEntryOptions _readShared = Reading(options.Value, HybridCacheEntryFlags.DisableDistributedCacheWrite);

    /// <summary>Not as for reading: a write takes its value for the underlying data, and without these it would store nothing.</summary>
    private readonly HybridCacheEntryOptions _writeLocal = new()
    {
        Flags = HybridCacheEntryFlags.DisableDistributedCache,
        LocalCacheExpiration = options.Value.LocalLifetime,
        Expiration = options.Value.SharedLifetime,
    };

    /// <summary>The entry of <paramref name="key"/> under <paramref name="stamp"/>; null: not cached.</summary>
    public async ValueTask<ContextEntry?> FindAsync(ContextKey key, Stamp stamp, CancellationToken cancellation)
    {
        var text = TextOf(key, stamp);
        if (await ReadAsync(text, _readLocal, cancellation) is { } local && Matches(local, key, stamp))
        {
            metrics.WasRead("l1", 1);
            return local;
        }

        if (await ReadAsync(text, _readShared, cancellation) is not { } shared || !Matches(shared, key, stamp)) return null;
        metrics.WasRead("l2", 1);
        return shared;
    }

    /// <summary>Keeps an entry under the stamp that its own load saw: in L1 at once, in L2 soon.</summary>
    public async ValueTask KeepAsync(ContextEntry entry, CancellationToken cancellation)
    {
        var text = TextOf(entry.Key, entry.Stamp);
        await cache.SetAsync(text, entry, _writeLocal, cancellationToken: cancellation);
        writer.Enqueue(text, entry);
    }

    private ValueTask<ContextEntry?> ReadAsync(string text, HybridCacheEntryOptions how, CancellationToken cancellation) =>
        cache.GetOrCreateAsync<ContextEntry?>(text, static _ => ValueTask.FromResult<ContextEntry?>(null), how, cancellationToken: cancellation);

    private static string TextOf(ContextKey key, Stamp stamp) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"velro:{stamp.Epoch:x16}:{ContextIdentity.HashOf(key):x32}:{stamp.Value:x16}");

    /// <summary>What lies under a key is believed only when it names that key itself.</summary>
    private static bool Matches(ContextEntry entry, ContextKey key, Stamp stamp) => entry.Key == key && entry.Stamp == stamp;

    private static HybridCacheEntryOptions Reading(CacheOptions options, HybridCacheEntryFlags flags) => new()
    {
        Flags = flags | HybridCacheEntryFlags.DisableUnderlyingData,
        LocalCacheExpiration = options.LocalLifetime,
        Expiration = options.SharedLifetime,
    };
}
