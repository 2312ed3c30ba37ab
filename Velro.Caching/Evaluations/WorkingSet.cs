using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Caching.Entries;
using Velro.Caching.Tiers;

namespace Velro.Caching.Evaluations;

/// <summary>The contexts that one evaluation has in hand, with the stamp that each was read under, and those that it lacks.</summary>
internal sealed class WorkingSet(RevisionClock clock, ContextMemo memo)
{
    private readonly HashSet<ContextKey> _missing = [];
    private readonly Dictionary<ContextKey, Fetched> _fetched = [];
    private ContextKey[] _keys = new ContextKey[16];
    private int[] _slots = new int[16];
    private ContextKind[] _kinds = new ContextKind[16];
    private Stamp[] _stamps = new Stamp[16];

    /// <summary>How many contexts were used since <see cref="Begin"/>; one that was looked for twice counts twice.</summary>
    public int UsedCount { get; private set; }

    /// <summary>How many contexts the memo had under stamps that the clock no longer says.</summary>
    public int StaleCount { get; private set; }

    /// <summary>What was looked for and is not in hand.</summary>
    public IReadOnlyCollection<ContextKey> Missing => _missing;

    /// <summary>The keys of everything that was used.</summary>
    public ReadOnlySpan<ContextKey> UsedKeys => _keys.AsSpan(0, UsedCount);

    /// <summary>Whether it is one of this clock and this memo.</summary>
    public bool IsOf(RevisionClock otherClock, ContextMemo otherMemo) => ReferenceEquals(clock, otherClock) && ReferenceEquals(memo, otherMemo);

    /// <summary>Forgets what was used; what was fetched stays, unless the clock has moved past it.</summary>
    public void Begin()
    {
        UsedCount = 0;
        _missing.Clear();
        if (_fetched.Count == 0) return;

        foreach (var (key, fetched) in _fetched)
        {
            if (!IsCurrent(fetched.Entry)) _fetched.Remove(key);
        }
    }

    /// <summary>Makes the set ready for another evaluation.</summary>
    public void Reset()
    {
        _keys.AsSpan(0, UsedCount).Clear();
        UsedCount = 0;
        StaleCount = 0;
        _missing.Clear();
        _fetched.Clear();
    }

    /// <summary>Takes an entry that was missing.</summary>
    public void Add(in Fetched fetched) => _fetched[fetched.Entry.Key] = fetched;

    /// <summary>Where each context that was used came from.</summary>
    public IReadOnlyDictionary<ContextKey, CacheTier> TiersOfUsed()
    {
        var tiers = new Dictionary<ContextKey, CacheTier>();
        foreach (ref readonly var key in UsedKeys) tiers[key] = _fetched.TryGetValue(key, out var fetched) ? fetched.Tier : CacheTier.Memo;
        return tiers;
    }

    /// <summary>Counts what the memo gave; what was fetched was counted then.</summary>
    public void Count(CacheMetrics metrics)
    {
        Span<int> byKind = stackalloc int[ReadTally.Kinds];
        for (var i = 0; i < UsedCount; i++)
        {
            if (_fetched.Count == 0 || !_fetched.ContainsKey(_keys[i])) byKind[(int)_kinds[i]]++;
        }

        for (var kind = 0; kind < byKind.Length; kind++)
        {
            if (byKind[kind] > 0) metrics.WereRead(CacheTier.Memo, (ContextKind)kind, byKind[kind]);
        }

        if (StaleCount > 0) metrics.WereStale(StaleCount);
    }

    /// <summary>Looks for a context, as <see cref="IContextSource.TryFind"/> says.</summary>
    public bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context
    {
        var remembered = memo.Find(key);
        if (remembered is { } entry && IsCurrent(entry) || (entry = FindFetched(key)) is not null)
        {
            entry.WasUsed();
            Use(entry);
            context = (TContext?)entry.Content;
            return true;
        }

        if (_missing.Add(key) && remembered is not null) StaleCount++;
        context = null;
        return false;
    }

    /// <summary>
    /// Whether one version of the clock says, of every context that was used, the stamp that it carries (DESIGN.md section 4, rule 2):
    /// then all of them are the content of that version.
    /// </summary>
    public bool IsOfOneVersion(out ClockState? version) =>
        clock.Confirms(_slots.AsSpan(0, UsedCount), _kinds.AsSpan(0, UsedCount), _stamps.AsSpan(0, UsedCount), out version);

    private ContextEntry? FindFetched(in ContextKey key) => _fetched.TryGetValue(key, out var fetched) ? fetched.Entry : null;

    private bool IsCurrent(ContextEntry entry) =>
        clock.Current is { } current && entry.Stamp == new Stamp(current.EpochOf(entry.Key.Kind), clock.StampOf(entry.Slot));

    private void Use(ContextEntry entry)
    {
        if (UsedCount == _keys.Length) Grow();
        _keys[UsedCount] = entry.Key;
        _slots[UsedCount] = entry.Slot;
        _kinds[UsedCount] = entry.Key.Kind;
        _stamps[UsedCount++] = entry.Stamp;
    }

    private void Grow()
    {
        Array.Resize(ref _keys, _keys.Length * 2);
        Array.Resize(ref _slots, _keys.Length);
        Array.Resize(ref _kinds, _keys.Length);
        Array.Resize(ref _stamps, _keys.Length);
    }
}
