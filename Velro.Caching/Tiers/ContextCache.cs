using System.Globalization;
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
internal sealed class ContextCache(HybridCache cache, IOptions<CacheOptions> options, SharedCacheWriter writer, LocalSample sample, CacheMetrics metrics)
{
    /// <summary>The length of a key's text.</summary>
    private const int TextLength = 74;

    private readonly HybridCacheEntryOptions _readLocal = new()
    {
        Flags = HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableUnderlyingData,
    };

    private readonly HybridCacheEntryOptions[] _readShared = ByDemand(
        options.Value, HybridCacheEntryFlags.DisableDistributedCacheWrite | HybridCacheEntryFlags.DisableUnderlyingData);

    /// <summary>Not as for reading: a write takes its value for the underlying data, and without these it would store nothing.</summary>
    private readonly HybridCacheEntryOptions[] _writeLocal = ByDemand(options.Value, HybridCacheEntryFlags.DisableDistributedCache);

    private readonly Demand _demand = new();

    /// <summary>Looks in this process, which waits for nothing; null: it is not there.</summary>
    public ValueTask<ContextEntry?> FindLocalAsync(ContextKey key, Stamp stamp) =>
        FindAsync(TextOf(key, stamp), key, stamp, _readLocal, CacheTier.Local);

    /// <summary>
    /// Looks in the shared cache, as long as one call of it may take; null: it is not there. Without a token: a call that can be given up
    /// by one of those who share it takes a thread of its own.
    /// </summary>
    public async ValueTask<ContextEntry?> FindSharedAsync(ContextKey key, Stamp stamp)
    {
        var text = TextOf(key, stamp);
        var found = await FindAsync(text, key, stamp, _readShared[_demand.Note(key)], CacheTier.Shared);

        // HybridCache keeps here what it finds there.
        if (found is not null) sample.Note(text, found);
        return found;
    }

    /// <summary>
    /// Keeps an entry under the stamp that its own load saw: in L1 at once, in L2 soon. What is too large for a tier is not kept there, so
    /// that it does not push out everything else, and is counted.
    /// </summary>
    public async ValueTask KeepAsync(ContextEntry entry)
    {
        var text = TextOf(entry.Key, entry.Stamp);
        if (entry.Weight <= options.Value.MaximumLocalEntryBytes)
            await KeepLocalAsync(text, entry, _demand.Of(entry.Key));
        else
            metrics.WasOversized(CacheTier.Local);

        if (IsAnybodys(entry)) return;
        if (entry.Weight <= options.Value.MaximumSharedEntryBytes) writer.Enqueue(text, entry);
        else metrics.WasOversized(CacheTier.Shared);
    }

    /// <summary>
    /// Whether strangers can make as many such entries as they like: that there is no such service key. Redis would keep each for a day.
    /// </summary>
    private static bool IsAnybodys(ContextEntry entry) => entry.Content is null && entry.Key.Kind == ContextKind.ServiceKey;

    /// <summary>
    /// Keeps an entry in L1 that was used in the memo and has left it. Uses there are uses of L1 that L1 did not see: it may have let go of
    /// the entry meanwhile.
    /// </summary>
    public async ValueTask RenewAsync(ContextEntry entry)
    {
        var text = TextOf(entry.Key, entry.Stamp);
        if (await ReadAsync(text, _readLocal) is null)
            await KeepLocalAsync(text, entry, _demand.Note(entry.Key));
    }

    /// <summary>Whether this process has an entry under its stamp, as far as L1 knows.</summary>
    public ValueTask<bool> HasLocalAsync(ContextEntry entry) => HasLocalAsync(entry.Key, entry.Stamp);

    /// <summary>Whether this process has an entry under this stamp, as far as L1 knows.</summary>
    public async ValueTask<bool> HasLocalAsync(ContextKey key, Stamp stamp) => await ReadAsync(TextOf(key, stamp), _readLocal) is not null;

    private ValueTask KeepLocalAsync(string text, ContextEntry entry, int demand)
    {
        sample.Note(text, entry);
        return cache.SetAsync<ContextEntry?>(text, entry, _writeLocal[demand]);
    }

    private async ValueTask<ContextEntry?> FindAsync(
        string text, ContextKey key, Stamp stamp, HybridCacheEntryOptions how, CacheTier tier)
    {
        // What lies under a key is believed only when it names that key itself.
        if (await ReadAsync(text, how) is not { } entry || entry.Key != key || entry.Stamp != stamp) return null;
        metrics.WasRead(tier, key.Kind);
        return entry;
    }

    private ValueTask<ContextEntry?> ReadAsync(string text, HybridCacheEntryOptions how) =>
        cache.GetOrCreateAsync<ContextEntry?>(text, static _ => ValueTask.FromResult<ContextEntry?>(null), how);

    /// <summary>The kind in a key's text; none: it is no such text.</summary>
    public static ContextKind KindOf(string? text) =>
        text is { Length: TextLength } && text[^1] is > '0' and <= '8' and var kind ? (ContextKind)(kind - '0') : default;

    /// <summary>The kind is in the identity already. It stands there once more for whoever sees the text alone, as the local cache does.</summary>
    private static string TextOf(ContextKey key, Stamp stamp) => string.Create(
        CultureInfo.InvariantCulture,
        $"velro:{stamp.Epoch:x16}:{ContextIdentity.HashOf(key):x32}:{stamp.Value:x16}:{(int)key.Kind}");

    /// <summary>One for each level of demand: an entry that is asked for more often is kept unasked for longer.</summary>
    private static HybridCacheEntryOptions[] ByDemand(CacheOptions options, HybridCacheEntryFlags flags) =>
    [
        .. Enumerable.Range(0, Demand.Levels)
            .Select(level => options.LocalIdleLifetime * (1 << level))
            .Select(idle => idle < options.LocalLifetime ? idle : options.LocalLifetime)
            .Select(idle => new HybridCacheEntryOptions { Flags = flags, LocalCacheExpiration = idle, Expiration = options.LocalLifetime }),
    ];
}
