using Microsoft.Extensions.Options;
using Velro.Authorization.Contexts;
using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>
/// The memo before the local cache (L0): 2^16 places, two for each hash, where the one that came first gives way. It needs no lock, no text of
/// a key and no time to live, since an entry is valid exactly while the clock says its stamp; the asker compares. With one place for each hash,
/// of two thousand contexts that are asked for all the time some thirty pushed each other out over and over.
/// </summary>
internal sealed class ContextMemo
{
    private const int Size = 1 << 16;

    /// <summary>Entries that weigh more stay out: one of them would push out many that are asked for as often.</summary>
    private const int MaximumEntryBytes = 32 << 10;

    private readonly ContextEntry?[] _entries = new ContextEntry?[Size];
    private readonly long _maximumBytes;
    private long _heldBytes;
    private int _count;

    /// <summary>Where the next entry is taken out when all of them weigh too much.</summary>
    private int _hand;

    public ContextMemo(IOptions<CacheOptions> options, CacheMetrics metrics)
    {
        _maximumBytes = options.Value.MaximumMemoBytes;
        metrics.Observe("l0", () => HeldBytes, () => Volatile.Read(ref _count));
    }

    /// <summary>The memory that the entries take, as it is counted.</summary>
    public long HeldBytes => Volatile.Read(ref _heldBytes);

    /// <summary>The entry of <paramref name="key"/>; null when there is none, or others with the same hash.</summary>
    public ContextEntry? Find(in ContextKey key)
    {
        var index = IndexOf(key);
        if (Volatile.Read(ref _entries[index]) is { } entry && entry.Key == key) return entry;
        return Volatile.Read(ref _entries[OtherOf(index)]) is { } other && other.Key == key ? other : null;
    }

    /// <summary>Keeps an entry.</summary>
    /// <returns>The entry of something else that it takes the place of.</returns>
    public ContextEntry? Keep(ContextEntry entry)
    {
        if (entry.Weight > MaximumEntryBytes) return null;

        var index = IndexOf(entry.Key);
        var displaced = Put(index, entry);
        if (displaced is not null && displaced.Key != entry.Key) displaced = Put(OtherOf(index), displaced);
        for (var i = 0; i < Size && HeldBytes > _maximumBytes; i++)
        {
            var next = Interlocked.Increment(ref _hand) & (Size - 1);
            if (next != index && Volatile.Read(ref _entries[next]) is not null) Put(next, null);
        }

        return displaced?.Key == entry.Key ? null : displaced;
    }

    private ContextEntry? Put(int index, ContextEntry? entry)
    {
        var displaced = Interlocked.Exchange(ref _entries[index], entry);
        Interlocked.Add(ref _heldBytes, (entry?.Weight ?? 0) - (displaced?.Weight ?? 0));
        Interlocked.Add(ref _count, (entry is null ? 0 : 1) - (displaced is null ? 0 : 1));
        return displaced;
    }

    /// <summary>The other place of a hash.</summary>
    private static int OtherOf(int index) => index ^ 1;

    private static int IndexOf(in ContextKey key) => key.GetHashCode() & (Size - 1);
}
