using System.Diagnostics.Metrics;

namespace Velro.Caching;

/// <summary>The counters of the caching tiers (meter <c>Velro.Caching</c>).</summary>
public sealed class CacheMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Velro.Caching";

    private readonly Counter<long> _reads;
    private readonly Counter<long> _broken;
    private readonly Counter<long> _rounds;

    /// <summary>Makes the instruments.</summary>
    public CacheMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _reads = meter.CreateCounter<long>("velro.cache.reads", "{context}", "Contexts read, by the tier that had them.");
        _broken = meter.CreateCounter<long>("velro.cache.payloads.broken", "{payload}", "Payloads of the shared cache that could not be read.");
        _rounds = meter.CreateCounter<long>("velro.evaluation.rounds", "{round}", "Rounds of loading that evaluations needed.");
    }

    internal void WasRead(string tier, int count) => _reads.Add(count, new KeyValuePair<string, object?>("velro.cache.tier", tier));

    internal void PayloadWasBroken() => _broken.Add(1);

    internal void RoundWasNeeded() => _rounds.Add(1);
}
