using System.Diagnostics.Metrics;
using Velro.Authorization.Decisions;

namespace Velro.AuthApi.Audit;

/// <summary>What is not in the database yet.</summary>
/// <param name="Waiting">How many records wait in memory.</param>
/// <param name="Lag">How old the oldest record is, on disk too.</param>
/// <param name="SpoolBytes">What records take on disk, those of other processes of the machine included.</param>
internal readonly record struct DecisionBacklog(int Waiting, TimeSpan Lag, long SpoolBytes);

/// <summary>The instruments of decisions and of their records (meter <c>Velro.Audit</c>).</summary>
internal sealed class DecisionMetrics
{
    private readonly DecisionTally _decided = new();
    private readonly Counter<long> _written;
    private readonly Counter<long> _spooled;
    private readonly Counter<long> _lost;
    private Func<DecisionBacklog> _backlog = static () => default;

    public DecisionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Velro.Audit");
        meter.CreateObservableCounter("velro.decisions", _decided.Measure, "{decision}", "Decisions on checks, by what they were and why.");
        _written = meter.CreateCounter<long>("velro.decisions.recorded", "{decision}", "Decision records written.");
        _spooled = meter.CreateCounter<long>(
            "velro.decisions.spooled", "{decision}", "Decision records that were put on disk, as the database was away.");
        _lost = meter.CreateCounter<long>(
            "velro.decisions.lost", "{decision}", "Decision records that were to be written and were not, by cause.");
        meter.CreateObservableUpDownCounter(
            "velro.decisions.waiting", () => _backlog().Waiting, "{record}", "Decision records in memory that are not written yet.");
        meter.CreateObservableGauge(
            "velro.decisions.lag", () => _backlog().Lag.TotalSeconds, "s", "How old the oldest record is that is not in the database yet; 0: there is none.");
        meter.CreateObservableGauge("velro.spool.bytes", () => _backlog().SpoolBytes, "By", "What decision records take on disk, as the database was away.");
    }

    /// <summary>Tells what is not written yet, when it is asked.</summary>
    public void Observe(Func<DecisionBacklog> backlog) => _backlog = backlog;

    /// <summary>A decision that was told.</summary>
    public void WasDecided(in Decision decision) => _decided.Add(decision);

    public void WereWritten(int count) => _written.Add(count);

    public void WereSpooled(int count) => _spooled.Add(count);

    public void WereLost(long count, string cause) => _lost.Add(count, new KeyValuePair<string, object?>("error.type", cause));
}
