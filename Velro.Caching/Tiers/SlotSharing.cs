using Velro.Caching.Entries;
using Velro.Data.Feed;

namespace Velro.Caching.Tiers;

/// <summary>
/// Notices slots that several contexts lie in: each costs its neighbours a load when it changes, and never an answer. It remembers sixteen
/// bits of the last context of each slot (2 MiB), so that one in 65,536 neighbours goes unnoticed.
/// </summary>
internal sealed class SlotSharing(CacheMetrics metrics)
{
    /// <summary>What a slot says once it is known to be shared; 0 says that nobody was there.</summary>
    private const ushort Shared = ushort.MaxValue;

    private readonly ushort[] _occupants = new ushort[Slots.Count];

    /// <summary>Takes note of an entry that this node has had from the shared cache or the database.</summary>
    public void Note(ContextEntry entry)
    {
        // The low bits tell the slot. Two at once may count a slot twice: it is a measure.
        var occupant = (ushort)Math.Clamp((int)(entry.SlotHash >> 48), 1, Shared - 1);
        var before = Volatile.Read(ref _occupants[entry.Slot]);
        if (before == occupant || before == Shared) return;

        Volatile.Write(ref _occupants[entry.Slot], before == 0 ? occupant : Shared);
        if (before != 0) metrics.SlotIsShared();
    }
}
