using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Velro.Authorization.Contexts;
using Velro.Caching.Tiers;

namespace Velro.Caching;

/// <summary>The instruments of the caching tiers (meter <c>Velro.Caching</c>), as <c>docs/metrics.md</c> lists them.</summary>
public sealed class CacheMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Velro.Caching";

    private readonly ReadTally _reads = new();
    private readonly EvaluationTally _evaluations = new();
    private readonly ConcurrentDictionary<string, (Func<long> Bytes, Func<int> Entries)> _held = new();
    private readonly Counter<long> _stale;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _coalesced;
    private readonly Counter<long> _oversized;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _broken;
    private readonly Counter<long> _forged;
    private readonly Counter<long> _sharedFailures;
    private readonly Counter<long> _sharedDrops;
    private readonly Counter<long> _lostHints;
    private Func<double?> _efficiency = static () => null;
    private int _sharedSlots;
    private bool _isSharedLeftAlone;

    /// <summary>Makes the instruments.</summary>
    public CacheMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("velro.cache.reads", _reads.Measure, "{context}", "Contexts read, by the tier that had them and their kind.");
        _stale = meter.CreateCounter<long>("velro.cache.reads.stale", "{context}", "Contexts found whose stamp the clock no longer says.");
        _loads = meter.CreateCounter<long>("velro.cache.loads", "{load}", "Loads from the database, each one round trip.");
        _coalesced = meter.CreateCounter<long>("velro.cache.loads.coalesced", "{context}", "Contexts had from a load that another request began.");
        _oversized = meter.CreateCounter<long>("velro.cache.oversized", "{context}", "Contexts too large to be kept, by tier.");
        _evictions = meter.CreateCounter<long>("velro.cache.evictions", "{entry}", "Entries that left the local cache, by cause.");
        meter.CreateObservableGauge("velro.cache.bytes", HeldBytes, "By", "Memory that the contexts in this process take, by tier.");
        meter.CreateObservableGauge("velro.cache.entries", HeldEntries, "{entry}", "Contexts in this process, by tier.");
        meter.CreateObservableGauge(
            "velro.cache.efficiency", Efficiency, "1", "Share of the local cache's bytes that is current and was used again after it had come.");
        meter.CreateObservableGauge(
            "velro.cache.slots.shared", () => Volatile.Read(ref _sharedSlots), "{slot}", "Slots that several contexts this node has had lie in.");
        _broken = meter.CreateCounter<long>("velro.cache.payloads.broken", "{payload}", "Payloads of the shared cache that could not be read.");
        _forged = meter.CreateCounter<long>("velro.cache.payloads.forged", "{payload}", "Payloads of the shared cache with a wrong tag.");
        _sharedFailures = meter.CreateCounter<long>("velro.cache.shared.failures", "{call}", "Calls of the shared cache that failed, by cause.");
        _sharedDrops = meter.CreateCounter<long>("velro.cache.shared.drops", "{entry}", "Entries not written to the shared cache, by cause.");
        meter.CreateObservableGauge(
            "velro.cache.shared.open", () => Volatile.Read(ref _isSharedLeftAlone) ? 1 : 0, "1", "1 while the shared cache is left alone.");
        _lostHints = meter.CreateCounter<long>("velro.clock.hints.lost", "{hint}", "Hints of changes that could not be sent; the timer polls anyway.");
        meter.CreateObservableCounter("velro.evaluations", _evaluations.Measure, "{evaluation}", "Evaluations, by how their contexts were had.");
    }

    /// <summary>Tells how much a tier in this process holds, when it is asked.</summary>
    internal void Observe(string tier, Func<long> bytes, Func<int> entries) => _held[tier] = (bytes, entries);

    /// <summary>Tells how well the local cache's memory is used, from 0 to 1, when it is asked; null: nothing is in it.</summary>
    internal void ObserveEfficiency(Func<double?> efficiency) => _efficiency = efficiency;

    internal void WasRead(CacheTier tier, ContextKind kind) => _reads.Add(tier, kind, count: 1);

    internal void WereRead(CacheTier tier, ContextKind kind, int count) => _reads.Add(tier, kind, count);

    internal void WereStale(int count) => _stale.Add(count);

    /// <summary>A load that was asked for <paramref name="keys"/>.</summary>
    internal void WasLoaded(IEnumerable<ContextKey> keys)
    {
        foreach (var key in keys) WasRead(CacheTier.Database, key.Kind);
        _loads.Add(1);
    }

    internal void WereCoalesced(int count) => _coalesced.Add(count);

    internal void WasOversized(CacheTier tier) => _oversized.Add(1, Tag(ReadTally.TierTag, ReadTally.NameOf(tier)));

    internal void WasEvicted(string cause) => _evictions.Add(1, Tag("velro.cache.cause", cause));

    internal void SlotIsShared() => Interlocked.Increment(ref _sharedSlots);

    internal void PayloadWasBroken() => _broken.Add(1);

    internal void PayloadWasForged() => _forged.Add(1);

    internal void SharedCallFailed(string cause) => _sharedFailures.Add(1, Tag("error.type", cause));

    internal void SharedIsLeftAlone(bool isSo) => Volatile.Write(ref _isSharedLeftAlone, isSo);

    internal void HintWasLost() => _lostHints.Add(1);

    internal void SharedWriteWasDropped(string cause) => _sharedDrops.Add(1, Tag("velro.cache.cause", cause));

    internal void WasEvaluated(EvaluationPath path) => _evaluations.Add(path);

    private IEnumerable<Measurement<long>> HeldBytes() =>
        _held.Select(static one => new Measurement<long>(one.Value.Bytes(), Tag(ReadTally.TierTag, one.Key)));

    private IEnumerable<Measurement<double>> Efficiency() => _efficiency() is { } share ? [new Measurement<double>(share)] : [];

    private IEnumerable<Measurement<int>> HeldEntries() =>
        _held.Select(static one => new Measurement<int>(one.Value.Entries(), Tag(ReadTally.TierTag, one.Key)));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
