using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Data.Contexts;
using Velro.Data.Feed;

namespace Velro.Caching.Tiers;

/// <summary>
/// The stamps that a load saw: the clock's when it asked, and the changes that the answer brought (DESIGN.md section 4, rule 1).
/// </summary>
internal sealed class StampsSeen
{
    private readonly Dictionary<int, ulong> _stamps = [];
    private readonly Epochs _epochs;

    public StampsSeen(ClockMark mark, FeedAnswer feed)
    {
        _epochs = mark.State.Epochs.After(feed);
        for (var i = 0; i < mark.Slots.Length; i++) _stamps[mark.Slots[i]] = mark.Stamps[i];
        foreach (var change in feed.Changes)
        {
            var slot = Slots.Of(change.SlotHash);
            if (_stamps.TryGetValue(slot, out var stamp)) _stamps[slot] = unchecked(stamp + change.Nonce);
        }
    }

    /// <summary>The stamp of a context whose slot was marked.</summary>
    public Stamp Of(ContextKey key) => new(_epochs.Of(key.Kind), _stamps[Slots.Of(ContextIdentity.SlotHashOf(key))]);
}
