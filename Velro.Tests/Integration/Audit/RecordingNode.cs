using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Audit.Spool;
using Velro.Data.Decisions;
using Velro.Tests.Unit;

namespace Velro.Tests.Integration.Audit;

/// <summary>What of an API process records decisions, put together as there, with its counters.</summary>
internal sealed class RecordingNode : IDisposable
{
    private readonly TestMeterFactory _meters = new();
    private readonly CrashLedger _ledger;
    private readonly DecisionSpool _spool;
    private readonly MetricCollector<long> _written;
    private readonly MetricCollector<long> _spooled;
    private readonly MetricCollector<long> _lost;

    public RecordingNode(NpgsqlDataSource database, Action<DecisionRecordOptions>? configure = null)
    {
        var settings = new DecisionRecordOptions();
        configure?.Invoke(settings);
        var options = Options.Create(settings);
        (_written, _spooled, _lost) = (Collect("recorded"), Collect("spooled"), Collect("lost"));
        var metrics = new DecisionMetrics(_meters);
        _ledger = new CrashLedger(options, database, NullLogger<CrashLedger>.Instance);
        _spool = new DecisionSpool(options, database, NullLogger<DecisionSpool>.Instance);
        Recorder = new DecisionRecorder(options, metrics, _ledger);
        var writer = new DecisionBatchWriter(new DecisionRecordWriter(database), metrics, NullLogger<DecisionBatchWriter>.Instance);
        Pump = new DecisionRecordPump(Recorder, writer, _spool, _ledger, metrics, options, TimeProvider.System, Log);
    }

    public DecisionRecorder Recorder { get; }

    public DecisionRecordPump Pump { get; }

    public FakeLogger<DecisionRecordPump> Log { get; } = new();

    public long Written => _written.GetMeasurementSnapshot().EvaluateAsCounter();

    public long Spooled => _spooled.GetMeasurementSnapshot().EvaluateAsCounter();

    public long Lost => _lost.GetMeasurementSnapshot().EvaluateAsCounter();

    public long LostBy(string cause) =>
        _lost.GetMeasurementSnapshot().Where(measured => (string?)measured.Tags["error.type"] == cause).EvaluateAsCounter();

    public void Take(DecisionRecord record) => Assert.True(Recorder.TryTake(record));

    /// <summary>What it took and has not written.</summary>
    public List<DecisionRecord> Waiting()
    {
        var waiting = new List<DecisionRecord>();
        while (Recorder.Waiting.TryRead(out var record)) waiting.Add(record);
        return waiting;
    }

    /// <summary>Starts the writing and ends it at once, as when a process is stopped.</summary>
    public async Task WriteAndStopAsync()
    {
        await Pump.StartAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(Pump.StopAsync(TestContext.Current.CancellationToken), Pump.StopAsync(new CancellationToken(canceled: true)));
    }

    public void Dispose()
    {
        Pump.Dispose();
        _spool.Dispose();
        _ledger.Dispose();
        _meters.Dispose();
    }

    private MetricCollector<long> Collect(string counter) => new(_meters, "Velro.Audit", $"velro.decisions.{counter}");
}
