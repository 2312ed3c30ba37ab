using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Options;
using Velro.Authorization.Contexts;
using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>
/// The memory behind HybridCache in this process (L1), which nothing else uses. HybridCache says of each entry the length of its payload;
/// what counts against the limit is the memory that such an entry takes. An entry that nobody asks for goes after a while that is the
/// longer, the more often it was asked for; and no two that came together go together. When there is no room, what a kind has beyond its share
/// goes first (<see cref="LocalShares"/>).
/// </summary>
internal sealed class LocalCache : IMemoryCache
{
    private readonly CacheOptions _options;
    private readonly MemoryCache _entries;
    private readonly long _limit;
    private readonly LocalSample _sample;
    private readonly LocalShares _shares;
    private readonly CacheMetrics _metrics;

    public LocalCache(IOptions<CacheOptions> options, TimeProvider time, LocalSample sample, LocalShares shares, CacheMetrics metrics)
    {
        (_options, _metrics, _sample, _shares) = (options.Value, metrics, sample, shares);
        _limit = _options.MaximumLocalBytes - _options.MaximumMemoBytes;
        _entries = new MemoryCache(new MemoryCacheOptions { SizeLimit = _limit, TrackStatistics = true, Clock = new Clock(time) });
        shares.Limit = _limit;
        metrics.Observe("l1", () => HeldBytes, () => _entries.Count);
    }

    /// <summary>The memory that the entries take, as it is counted.</summary>
    public long HeldBytes => _entries.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <inheritdoc/>
    public bool TryGetValue(object key, out object? value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public ICacheEntry CreateEntry(object key)
    {
        var entry = new WeighedEntry(_entries.CreateEntry(key), this);
        entry.PostEvictionCallbacks.Add(new PostEvictionCallbackRegistration
        {
            EvictionCallback = static (_, _, reason, state) => ((WeighedEntry)state!).WasEvicted(reason),
            State = entry,
        });
        return entry;
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
        private readonly ContextKind _kind = ContextCache.KindOf(entry.Key as string);
        private long _counted;

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
                var unasked = value is { } idle && idle > TimeSpan.Zero ? idle : cache._options.LocalIdleLifetime;
                cache._shares.WillLive(unasked);
                entry.SlidingExpiration = Jitter.Of(unasked);
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

        public void Dispose()
        {
            // From here on it is kept, or refused; it is told that it has left in both cases.
            var size = entry.Size ?? 0;
            if (cache._shares.IsBeyond(_kind, size)) entry.Priority = CacheItemPriority.Low;
            _counted = size;
            cache._shares.Add(_kind, size);
            entry.Dispose();
        }

        public void WasEvicted(EvictionReason reason)
        {
            cache._shares.Add(_kind, -_counted);
            cache._sample.Forget((string)entry.Key);
            cache._metrics.WasEvicted(ReasonOf(reason));
        }
    }

    /// <summary>The node's time, as the memory wants to be told it.</summary>
    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
