using System.Diagnostics.Metrics;
using Velro.Authorization.Decisions;

namespace Velro.AuthApi.Audit;

/// <summary>The counters of decisions and of their records (meter <c>Velro.Audit</c>).</summary>
internal sealed class DecisionMetrics
{
    private readonly DecisionTally _decided = new();
    private readonly Counter<long> _written;
    private readonly Counter<long> _spooled;
    private readonly Counter<long> _lost;

    public DecisionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Velro.Audit");
        meter.CreateObservableCounter("velro.decisions", _decided.Measure, "{decision}", "Decisions on checks, by what they were and why.");
        _written = meter.CreateCounter<long>("velro.decisions.recorded", "{decision}", "Decision records written.");
        _spooled = meter.CreateCounter<long>(
            "velro.decisions.spooled", "{decision}", "Decision records that were put on disk, as the database was away.");
        _lost = meter.CreateCounter<long>(
            "velro.decisions.lost", "{decision}", "Decision records that were to be written and were not, by cause.");
    }

    /// <summary>A decision that was told.</summary>
    public void WasDecided(in Decision decision) => _decided.Add(decision);

    public void WereWritten(int count) => _written.Add(count);

    public void WereSpooled(int count) => _spooled.Add(count);

    public void WereLost(long count, string cause) => _lost.Add(count, new KeyValuePair<string, object?>("error.type", cause));
}
