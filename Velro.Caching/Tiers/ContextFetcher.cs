using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Caching.Entries;
using Velro.Caching.Evaluations;
using Velro.Data.Contexts;
using Velro.Data.Feed;
using Velro.Data.Tracing;

namespace Velro.Caching.Tiers;

/// <summary>
/// Gets contexts that an evaluation lacks: from the caches under the stamps that the clock says, the rest in one load from the database.
/// </summary>
internal sealed class ContextFetcher(
    RevisionClock clock,
    ContextMemo memo,
    ContextCache cache,
    SlotSharing sharing,
    GuardedLoader loader,
    TimeProvider time,
    CacheMetrics metrics)
{
    /// <summary>Loads under way, by what they are of. Askers of the same thing under the same stamp wait for one load.</summary>
    private readonly ConcurrentDictionary<(ContextKey Key, Stamp Stamp), Task<ContextEntry?>> _underWay = new();

    /// <summary>
    /// Gets what it can of <paramref name="keys"/>. Those that are not among the results could not be had under a clock that still
    /// stands; the caller looks again.
    /// </summary>
    /// <exception cref="RevisionUnavailableException">The clock is not loaded, or the database does not answer.</exception>
    public async Task<IReadOnlyList<Fetched>> FetchAsync(IReadOnlyList<ContextKey> keys, CancellationToken cancellation)
    {
        var slots = keys.Select(static key => Slots.Of(ContextIdentity.SlotHashOf(key))).ToImmutableArray();
        if (!clock.TryMark(slots, out var mark)) throw Unready();

        var stamps = mark.Stamps.Select((value, i) => new Stamp(mark.State.EpochOf(keys[i].Kind), value)).ToArray();
        var found = new List<Fetched>(keys.Count);
        int[] absent = [.. Enumerable.Range(0, keys.Count)];
        using (var read = Spans.Begin(CachingTracing.Source, "velro.cache.read"))
        {
            absent = await FindAsync(CacheTier.Local, i => cache.FindLocalAsync(keys[i], stamps[i]), absent, found, read);
        }

        if (absent.Length > 0)
        {
            using var fetch = Spans.BeginCold(CachingTracing.Source, "velro.contexts.fetch");
            fetch?.SetTag("velro.contexts.missing", absent.Length);
            found.AddRange(await FetchFromOthersAsync(keys, stamps, absent, mark, cancellation));
        }

        foreach (var (entry, tier) in found) await RememberAsync(entry, tier);
        return found;
    }

    /// <summary>What this process does not have: from the shared cache, the rest from the database.</summary>
    private async Task<List<Fetched>> FetchFromOthersAsync(
        IReadOnlyList<ContextKey> keys, Stamp[] stamps, int[] absent, ClockMark mark, CancellationToken cancellation)
    {
        var found = new List<Fetched>(absent.Length);
        using (var read = Spans.BeginCold(CachingTracing.Source, "velro.cache.read"))
        {
            absent = await FindAsync(CacheTier.Shared, i => cache.FindSharedAsync(keys[i], stamps[i]), absent, found, read);
        }

        cancellation.ThrowIfCancellationRequested();
        if (absent.Length == 0) return found;

        var loaded = await LoadAsync(keys, stamps, absent, mark, cancellation);
        found.AddRange(loaded.Select(static entry => new Fetched(entry, CacheTier.Database)));
        return found;
    }

    /// <summary>
    /// Loads <paramref name="keys"/> from the database whatever the caches have, so that the shared cache keeps them for their whole lifetime
    /// from now on.
    /// </summary>
    /// <returns>How many were loaded; none when the clock moved on meanwhile in a way that makes the answer useless.</returns>
    /// <exception cref="RevisionUnavailableException">The clock is not loaded, or the database does not answer.</exception>
    public async Task<int> RenewAsync(ContextKey[] keys)
    {
        var slots = keys.Select(static key => Slots.Of(ContextIdentity.SlotHashOf(key))).ToImmutableArray();
        if (!clock.TryMark(slots, out var mark)) throw Unready();
        return (await LoadFromDatabaseAsync(keys, mark))?.Keys.Intersect(keys).Count() ?? 0;
    }

    /// <summary>Looks for all of them at once: one is waited for as long as the slowest takes.</summary>
    /// <returns>Those that are not there.</returns>
    private static async ValueTask<int[]> FindAsync(
        CacheTier tier, Func<int, ValueTask<ContextEntry?>> find, int[] wanted, List<Fetched> found, Activity? span)
    {
        var reads = Array.ConvertAll(wanted, i => find(i));
        var absent = new List<int>();
        for (var i = 0; i < reads.Length; i++)
        {
            if (await reads[i] is { } entry) found.Add(new Fetched(entry, tier));
            else absent.Add(wanted[i]);
        }

        span?.SetTag(CachingTracing.Tier, ReadTally.NameOf(tier))
            .SetTag("velro.contexts.wanted", wanted.Length)
            .SetTag("velro.contexts.found", wanted.Length - absent.Count);
        return [.. absent];
    }

    private async ValueTask RememberAsync(ContextEntry entry, CacheTier tier)
    {
        if (tier != CacheTier.Local) sharing.Note(entry);
        if (memo.Keep(entry) is { IsUsedOften: true } displaced && clock.StampOf(displaced.Slot) == displaced.Stamp.Value)
            await cache.RenewAsync(displaced);
    }

    private async Task<List<ContextEntry>> LoadAsync(
        IReadOnlyList<ContextKey> keys, Stamp[] stamps, int[] absent, ClockMark mark, CancellationToken cancellation)
    {
        var mine = new Dictionary<int, TaskCompletionSource<ContextEntry?>>();
        var waits = new List<Task<ContextEntry?>>(absent.Length);
        foreach (var i in absent)
        {
            var claim = new TaskCompletionSource<ContextEntry?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var underWay = _underWay.GetOrAdd((keys[i], stamps[i]), claim.Task);
            waits.Add(underWay);
            if (underWay == claim.Task) mine.Add(i, claim);
        }

        metrics.WereCoalesced(absent.Length - mine.Count);
        if (Activity.Current is { IsAllDataRequested: true } span) span.SetTag("velro.contexts.coalesced", absent.Length - mine.Count);

        // Others may wait for it, so the load is not given up when the request that began it is.
        var along = mine.Count > 0 ? LoadMineAsync(keys, stamps, mine, mark) : Task.FromResult<IReadOnlyList<ContextEntry>>([]);

        var entries = new List<ContextEntry>(waits.Count);
        foreach (var wait in waits)
        {
            if (await wait.WaitAsync(cancellation) is { } entry) entries.Add(entry);
        }

        entries.AddRange(await along);
        return entries;
    }

    /// <summary>Loads what nobody else is loading, and tells whoever waits.</summary>
    /// <returns>What the load brought along.</returns>
    private async Task<IReadOnlyList<ContextEntry>> LoadMineAsync(
        IReadOnlyList<ContextKey> keys, Stamp[] stamps, Dictionary<int, TaskCompletionSource<ContextEntry?>> mine, ClockMark mark)
    {
        try
        {
            // Somebody else's load may have ended between the look into the caches and the claim.
            foreach (var (i, claim) in mine)
            {
                if (await cache.FindLocalAsync(keys[i], stamps[i]) is { } entry) claim.SetResult(entry);
            }

            var left = mine.Where(static one => !one.Value.Task.IsCompleted).ToArray();
            if (left.Length == 0) return [];

            var wanted = Array.ConvertAll(left, one => keys[one.Key]);
            var loaded = await LoadFromDatabaseAsync(wanted, mark);
            foreach (var (i, claim) in left) claim.SetResult(loaded?.GetValueOrDefault(keys[i]));
            return loaded is null ? [] : [.. loaded.Values.ExceptBy(wanted, static entry => entry.Key)];
        }
        catch (Exception exception)
        {
            foreach (var claim in mine.Values.Where(claim => claim.TrySetException(exception))) _ = claim.Task.Exception;
            return [];
        }
        finally
        {
            foreach (var i in mine.Keys) _underWay.TryRemove((keys[i], stamps[i]), out _);
        }
    }

    /// <summary>Null when the answer is of another run of the server, or of a clock that has started over: then it is of no use.</summary>
    private async Task<Dictionary<ContextKey, ContextEntry>?> LoadFromDatabaseAsync(ContextKey[] keys, ClockMark mark)
    {
        var askedAt = Moment.Now(time);
        var answer = await LoadAnswerAsync(keys, mark.State.Snapshot);
        if (!clock.TryTake(answer.Feed, mark.State, new RoundTrip(askedAt, Moment.Now(time)))) return null;

        var entries = new Dictionary<ContextKey, ContextEntry>(answer.Contents.Count);
        var seen = new StampsSeen(mark, answer.Feed);
        foreach (var key in keys) Add(key, seen.Of(key));
        AddWhatCameAlong();
        await KeepAsync();
        return entries;

        // What came along and is here already is not kept again: it would be written to both caches with every load of a neighbour.
        async Task KeepAsync()
        {
            var asked = keys.ToHashSet();
            foreach (var entry in entries.Values.ToArray())
            {
                if (!asked.Contains(entry.Key) && await cache.HasLocalAsync(entry)) entries.Remove(entry.Key);
                else await cache.KeepAsync(entry);
            }
        }

        void Add(ContextKey key, Stamp stamp) => entries.Add(key, new ContextEntry(key, stamp, answer.Contents[key]));

        // Their stamps were not marked before the load was asked for. The clock tells them while it stands at the load's own snapshot; when
        // it is past that already they are left out, and asked for when they are needed.
        void AddWhatCameAlong()
        {
            ContextKey[] along = [.. answer.Contents.Keys.Where(key => !entries.ContainsKey(key))];
            var slots = along.Select(static key => Slots.Of(ContextIdentity.SlotHashOf(key))).ToArray();
            var stamps = new ulong[along.Length];
            if (along.Length == 0 || !clock.TryRead(slots, stamps, out var state)) return;
            if (state.Start != mark.State.Start || !state.Snapshot.Equals(answer.Feed.Snapshot)) return;
            for (var i = 0; i < along.Length; i++) Add(along[i], new Stamp(state.EpochOf(along[i].Kind), stamps[i]));
        }
    }

    /// <summary>Reads contexts as one state of the database has them, whatever the clock says.</summary>
    /// <exception cref="RevisionUnavailableException">The database does not answer, or holds policies that do not compile.</exception>
    public async Task<ContextAnswer> LoadAnswerAsync(IReadOnlyCollection<ContextKey> keys, PostgresSnapshot asked)
    {
        var answer = await loader.LoadAsync(keys, asked);
        metrics.WasLoaded(keys);
        return answer;
    }

    private static RevisionUnavailableException Unready() => new(
        RevisionUnavailableException.NotReady, "This node has not loaded its revision clock yet.");
}
