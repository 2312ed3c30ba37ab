using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Options;
using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>
/// The memory behind HybridCache in this process (L1), which nothing else uses. HybridCache says of each entry the length of its payload;
/// what counts against the limit is the memory that such an entry takes. An entry that nobody asks for goes after a while that is the
/// longer, the more often it was asked for; and no two that came together go together.
/// </summary>
internal sealed class LocalCache : IMemoryCache
{
    private readonly CacheOptions _options;
    private readonly MemoryCache _entries;
    private readonly long _limit;
    private readonly PostEvictionCallbackRegistration _evicted;

    public LocalCache(IOptions<CacheOptions> options, TimeProvider time, LocalSample sample, CacheMetrics metrics)
    {
        _options = options.Value;
        _limit = _options.MaximumLocalBytes - _options.MaximumMemoBytes;
        _entries = new MemoryCache(new MemoryCacheOptions { SizeLimit = _limit, TrackStatistics = true, Clock = new Clock(time) });
        _evicted = new PostEvictionCallbackRegistration
        {
            EvictionCallback = (key, _, reason, _) =>
            {
                sample.Forget((string)key);
                metrics.WasEvicted(ReasonOf(reason));
            },
        };
        metrics.Observe("l1", () => HeldBytes, () => _entries.Count);
    }

    /// <summary>The memory that the entries take, as it is counted.</summary>
    public long HeldBytes => _entries.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <inheritdoc/>
    public bool TryGetValue(object key, out object? value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public ICacheEntry CreateEntry(object key)
    {
        var entry = _entries.CreateEntry(key);
        entry.PostEvictionCallbacks.Add(_evicted);
        return new WeighedEntry(entry, this);
    }

    /// <inheritdoc/>
    public void Remove(object key) => _entries.Remove(key);

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    private static string ReasonOf(EvictionReason reason) => reason switch
    {
        EvictionReason.Capacity => "capacity",
        EvictionReason.Expired => "expired",
        _ => "replaced",
    };

    /// <summary>An entry on its way into the memory.</summary>
    private sealed class WeighedEntry(ICacheEntry entry, LocalCache cache) : ICacheEntry
    {
        public object Key => entry.Key;

        public object? Value { get => entry.Value; set => entry.Value = value; }

        public DateTimeOffset? AbsoluteExpiration { get => entry.AbsoluteExpiration; set => entry.AbsoluteExpiration = value; }

        /// <summary>What HybridCache says of an entry is how long it stays unasked; no entry stays for longer than the lifetime.</summary>
        public TimeSpan? AbsoluteExpirationRelativeToNow
        {
            get => entry.AbsoluteExpirationRelativeToNow;
            set
            {
                entry.AbsoluteExpirationRelativeToNow = Jitter.Of(cache._options.LocalLifetime);
                entry.SlidingExpiration = Jitter.Of(value is { } idle && idle > TimeSpan.Zero ? idle : cache._options.LocalIdleLifetime);
            }
        }

        public TimeSpan? SlidingExpiration { get => entry.SlidingExpiration; set => entry.SlidingExpiration = value; }

        public IList<Microsoft.Extensions.Primitives.IChangeToken> ExpirationTokens => entry.ExpirationTokens;

        public IList<PostEvictionCallbackRegistration> PostEvictionCallbacks => entry.PostEvictionCallbacks;

        public CacheItemPriority Priority { get => entry.Priority; set => entry.Priority = value; }

        /// <summary>HybridCache says 0 of a payload that was too long to be written: that would be kept past every limit, and is not kept.</summary>
        public long? Size
        {
            get => entry.Size;
            set => entry.Size = value is > 0 and { } length ? EntryWeight.OfPayload(length) : cache._limit + 1;
        }

        public void Dispose() => entry.Dispose();
    }

    /// <summary>The node's time, as the memory wants to be told it.</summary>
    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
