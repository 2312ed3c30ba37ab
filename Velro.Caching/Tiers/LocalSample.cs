using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Velro.Caching.Clock;
using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>
/// A sample of what lies in the local cache (L1), one entry in eight, which tells how well the memory is used: the share of the bytes that are
/// current and were used again after they had come. The rest was changed meanwhile, or has been asked for once so far.
/// </summary>
internal sealed class LocalSample
{
    private const ulong OneIn = 8;

    private readonly ConcurrentDictionary<string, (ContextEntry Entry, long Since)> _entries = new(StringComparer.Ordinal);
    private readonly RevisionClock _clock;
    private readonly TimeProvider _time;
    private readonly TimeSpan _longestStay;

    public LocalSample(RevisionClock clock, IOptions<CacheOptions> options, TimeProvider time, CacheMetrics metrics)
    {
        (_clock, _time) = (clock, time);
        _longestStay = options.Value.LocalLifetime;
        metrics.ObserveEfficiency(Efficiency);
    }

    /// <summary>An entry is, or is about to be, in the local cache under this text.</summary>
    public void Note(string text, ContextEntry entry)
    {
        if (entry.SlotHash % OneIn == 0) _entries[text] = (entry, _time.GetTimestamp());
    }

    /// <summary>What lay under this text is gone.</summary>
    public void Forget(string text) => _entries.TryRemove(text, out _);

    /// <summary>From 0 to 1; null while the local cache is empty.</summary>
    public double? Efficiency()
    {
        if (_clock.Current is not { } version) return null;

        var (held, useful) = (0L, 0L);
        foreach (var (text, (entry, since)) in _entries)
        {
            // The cache tells of each entry that leaves it, but may do so before it is noted here.
            if (_time.GetElapsedTime(since) > _longestStay)
            {
                Forget(text);
                continue;
            }

            held += entry.Weight;
            if (entry.WasUsedAgain && entry.Stamp == new Stamp(version.EpochOf(entry.Key.Kind), _clock.StampOf(entry.Slot))) useful += entry.Weight;
        }

        return held == 0 ? null : (double)useful / held;
    }
}
