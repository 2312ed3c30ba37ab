using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Velro.Authorization.Contexts;
using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>
/// The memo before the local cache (L0): 2^16 places, four for each hash, where the one that came first gives way. It needs no lock, no text of
/// a key and no time to live, since an entry is valid exactly while the clock says its stamp; the asker compares. With two places for each hash,
/// of four thousand contexts that are asked for all the time some forty pushed each other out over and over, and each such miss has the whole of
/// a batch decided again.
/// </summary>
internal sealed class ContextMemo
{
    private const int Size = 1 << 16;

    /// <summary>The places of one hash, which lie side by side.</summary>
    private const int Ways = 4;

    /// <summary>Entries that weigh more stay out: one of them would push out many that are asked for as often.</summary>
    private const int MaximumEntryBytes = 32 << 10;

    /// <summary>
    /// Nobody outside knows which keys share places. Whoever found out all the same could make others' contexts come from the next tier.
    /// </summary>
    private static readonly long Seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

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
        var first = FirstOf(key);
        for (var way = 0; way < Ways; way++)
        {
            if (Volatile.Read(ref _entries[first + way]) is { } entry && entry.Key == key) return entry;
        }

        return null;
    }

    /// <summary>Keeps an entry.</summary>
    /// <returns>The entry of something else that it takes the place of.</returns>
    public ContextEntry? Keep(ContextEntry entry)
    {
        if (entry.Weight > MaximumEntryBytes) return null;

        var first = FirstOf(entry.Key);
        var displaced = Put(first, entry);
        for (var way = 1; way < Ways && displaced is not null && displaced.Key != entry.Key; way++) displaced = Put(first + way, displaced);
        for (var i = 0; i < Size && HeldBytes > _maximumBytes; i++)
        {
            var next = Interlocked.Increment(ref _hand) & (Size - 1);
            if (next != first && Volatile.Read(ref _entries[next]) is not null) Put(next, null);
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

    /// <summary>The first of the places of a key's hash. Faster than the key's own hash, which is for tables that are searched to the end.</summary>
    private static int FirstOf(in ContextKey key)
    {
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.Id.AsSpan()), Seed + (int)key.Kind);
        if (key.Type.Length > 0) hash ^= XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.Type.AsSpan()), ~Seed);
        return (int)(hash & (Size - Ways));
    }
}
