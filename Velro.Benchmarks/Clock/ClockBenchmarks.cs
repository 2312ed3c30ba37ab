using System.Globalization;
using BenchmarkDotNet.Attributes;
using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Data.Feed;

namespace Velro.Benchmarks.Clock;

/// <summary>The revision clock: what a warm check asks of it, and what a poll of the change feed costs it.</summary>
[MemoryDiagnoser]
public class ClockBenchmarks
{
    private static readonly ServerIncarnation Incarnation = new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, 1, 2, 1);

    private readonly RevisionClock _clock = new();
    private readonly int[] _slots = [17, 4_711, 600_000, 1_000_000];
    private readonly ContextKind[] _kinds = [ContextKind.PolicySet, ContextKind.User, ContextKind.Project, ContextKind.Generation];
    private readonly Stamp[] _stamps = new Stamp[4];
    private readonly ulong[] _values = new ulong[4];
    private readonly Change[] _changes = new Change[100];
    private ulong _xid = 1_000;

    /// <summary>Loads the clock.</summary>
    public ClockBenchmarks()
    {
        _clock.StartOver(new FeedLoad(Answer([]), new SlotSums(), 0), Trip());
        for (var i = 0; i < _stamps.Length; i++) _stamps[i] = new Stamp(_clock.Current!.EpochOf(_kinds[i]), _clock.StampOf(_slots[i]));
    }

    /// <summary>Whether the four contexts of a check are still as they were.</summary>
    [Benchmark(Baseline = true)]
    public bool Confirm() => _clock.Confirms(_slots, _kinds, _stamps, out _) ? true : throw new InvalidOperationException("They are not.");

    /// <summary>Four stamps as one version, as before a load.</summary>
    [Benchmark]
    public bool Read() => _clock.TryRead(_slots, _values, out _);

    /// <summary>A poll that tells nothing new but the time.</summary>
    [Benchmark]
    public bool AdvanceIdle() => _clock.TryTake(Answer([]), _clock.Current!, Trip());

    /// <summary>A poll with a hundred changes, in slots that no check of these asks about.</summary>
    [Benchmark]
    public bool AdvanceBy100()
    {
        _xid++;
        for (var i = 0; i < _changes.Length; i++) _changes[i] = new Change(_xid - 1, _xid, (ulong)(2_000 + i));
        return _clock.TryTake(Answer(_changes), _clock.Current!, Trip());
    }

    private FeedAnswer Answer(IReadOnlyList<Change> changes) => new(
        PostgresSnapshot.Parse(string.Create(CultureInfo.InvariantCulture, $"{_xid}:{_xid}:")), Incarnation, DateTimeOffset.UtcNow, changes);

    private static RoundTrip Trip() => new(Moment.Now(TimeProvider.System), Moment.Now(TimeProvider.System));
}
