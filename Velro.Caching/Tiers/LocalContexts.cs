using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Data.Contexts;
using Velro.Data.Feed;

namespace Velro.Caching.Tiers;

/// <summary>What this process has at hand, for whoever must know that before anything is asked of others.</summary>
public sealed class LocalContexts
{
    private readonly RevisionClock _clock;
    private readonly ContextMemo _memo;
    private readonly ContextCache _cache;

    internal LocalContexts(RevisionClock clock, ContextMemo memo, ContextCache cache) => (_clock, _memo, _cache) = (clock, memo, cache);

    /// <summary>
    /// Whether the context of <paramref name="key"/>, or that there is none, is known here under the present revision. Asks nobody else.
    /// </summary>
    public async ValueTask<bool> HasAsync(ContextKey key)
    {
        if (_clock.Current is not { } version) return false;
        var stamp = new Stamp(version.EpochOf(key.Kind), _clock.StampOf(Slots.Of(ContextIdentity.SlotHashOf(key))));
        return _memo.Find(key) is { } entry && entry.Stamp == stamp || await _cache.HasLocalAsync(key, stamp);
    }
}
