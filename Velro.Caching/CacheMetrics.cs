using System.Diagnostics.Metrics;

namespace Velro.Caching;

/// <summary>The counters of the caching tiers (meter <c>Velro.Caching</c>).</summary>
public sealed class CacheMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Velro.Caching";

    private readonly Counter<long> _reads;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _broken;
    private readonly Counter<long> _forged;
    private readonly Counter<long> _sharedFailures;
    private readonly Counter<long> _sharedDrops;
    private readonly Counter<long> _evaluations;
    private readonly Counter<long> _lostHints;

    /// <summary>Makes the instruments.</summary>
    public CacheMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _reads = meter.CreateCounter<long>("velro.cache.reads", "{context}", "Contexts read, by the tier that had them.");
        _loads = meter.CreateCounter<long>("velro.cache.loads", "{load}", "Loads from the database, each one round trip.");
        _broken = meter.CreateCounter<long>("velro.cache.payloads.broken", "{payload}", "Payloads of the shared cache that could not be read.");
        _forged = meter.CreateCounter<long>("velro.cache.payloads.forged", "{payload}", "Payloads of the shared cache with a wrong tag.");
        _sharedFailures = meter.CreateCounter<long>("velro.cache.shared.failures", "{call}", "Calls of the shared cache that failed, by cause.");
        _sharedDrops = meter.CreateCounter<long>("velro.cache.shared.drops", "{entry}", "Entries that were not written to the shared cache.");
        _lostHints = meter.CreateCounter<long>("velro.clock.hints.lost", "{hint}", "Hints of changes that could not be sent; the timer polls anyway.");
        _evaluations = meter.CreateCounter<long>("velro.evaluations", "{evaluation}", "Evaluations, by how their contexts were had.");
    }

    internal void WasRead(string tier, int count) => _reads.Add(count, new KeyValuePair<string, object?>("velro.cache.tier", tier));

    /// <summary>A load that was asked for <paramref name="count"/> contexts.</summary>
    internal void WasLoaded(int count)
    {
        WasRead("l3", count);
        _loads.Add(1);
    }

    internal void PayloadWasBroken() => _broken.Add(1);

    internal void PayloadWasForged() => _forged.Add(1);

    internal void SharedCallFailed(string cause) => _sharedFailures.Add(1, new KeyValuePair<string, object?>("error.type", cause));

    internal void SharedWriteWasDropped() => _sharedDrops.Add(1);

    internal void HintWasLost() => _lostHints.Add(1);

    internal void WasEvaluated(string how) => _evaluations.Add(1, new KeyValuePair<string, object?>("velro.evaluation.path", how));
}
