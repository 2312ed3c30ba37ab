using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Velro.Nodes.Samples;

namespace Velro.Nodes.Adaptation;

/// <summary>
/// Lets the knobs look, now and then, and says what they did: in the log, in metrics (meter <c>Velro.Nodes</c>) and in the statuses of nodes.
/// </summary>
public sealed partial class AdaptationLoop : BackgroundService
{
    private const string KnobTag = "velro.adaptation.knob";

    private readonly IKnob[] _knobs;
    private readonly MetricRecorder _recorder;
    private readonly TimeProvider _time;
    private readonly AdaptationOptions _options;
    private readonly ILogger<AdaptationLoop> _logger;
    private readonly Counter<long> _actions;
    private readonly ConcurrentDictionary<string, (long Actions, DateTimeOffset At, string Why)> _moves = new();
    private RecordedMetrics? _before;
    private (long Timestamp, TimeSpan Processor) _lookedAt;

    /// <summary>Makes the loop and its instruments.</summary>
    public AdaptationLoop(
        IEnumerable<IKnob> knobs, MetricRecorder recorder, IMeterFactory meters, TimeProvider time, IOptions<AdaptationOptions> options,
        ILogger<AdaptationLoop> logger)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_knobs, _recorder, _time, _options, _logger) = ([.. knobs], recorder, time, options.Value, logger);
        var meter = meters.Create(NodeServices.MeterName);
        meter.CreateObservableGauge(
            "velro.adaptation.value",
            () => _knobs.SelectMany(static knob => knob.Values).Select(static value => new Measurement<double>(value.Value, new KeyValuePair<string, object?>(KnobTag, value.Knob))),
            description: "What is adapted, in its own unit.");
        _actions = meter.CreateCounter<long>("velro.adaptation.actions", "{action}", "Moves of what is adapted, by knob and direction.");
        _lookedAt = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
    }

    /// <summary>What is adapted, and what was done.</summary>
    public IReadOnlyList<KnobStatus> Statuses =>
    [
        .. from knob in _knobs
           from value in knob.Values
           let isMoved = _moves.TryGetValue(value.Knob, out _)
           let moves = isMoved ? _moves[value.Knob] : default
           select new KnobStatus(
               value.Knob, value.Value, value.Unit, value.Least, value.Most, IsOn(knob), moves.Actions, isMoved ? moves.At : null, moves.Why),
    ];

    /// <summary>Lets each knob look once.</summary>
    public void LookOnce()
    {
        var now = _recorder.Collect();
        var looked = (Timestamp: _time.GetTimestamp(), Processor: Environment.CpuUsage.TotalTime);
        var elapsed = _time.GetElapsedTime(_lookedAt.Timestamp, looked.Timestamp);
        if (_before is { } before && elapsed > TimeSpan.Zero)
        {
            var cpu = Math.Clamp((looked.Processor - _lookedAt.Processor) / (elapsed * Environment.ProcessorCount), 0, 1);
            var input = new KnobInput(now with { Counters = GrowthOf(before.Counters, now.Counters) }, cpu, elapsed);
            foreach (var knob in _knobs.Where(IsOn)) Look(knob, input);
        }

        (_before, _lookedAt) = (now, looked);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) LookOnce();
    }

    private static Dictionary<string, double> GrowthOf(Dictionary<string, double> before, Dictionary<string, double> now) =>
        now.ToDictionary(static one => one.Key, one => one.Value - before.GetValueOrDefault(one.Key));

    private bool IsOn(IKnob knob) => _options.Enabled && knob.IsOn;

    /// <summary>A knob that fails stays where it is: it is no reason to stop the process or the other knobs.</summary>
    private void Look(IKnob knob, in KnobInput input)
    {
        try
        {
            foreach (var move in knob.Look(input)) Tell(move);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogFailed(exception, knob.GetType().Name);
        }
    }

    private void Tell(KnobMove move)
    {
        var direction = move.To > move.From ? "up" : "down";
        _actions.Add(1, new KeyValuePair<string, object?>(KnobTag, move.Knob), new KeyValuePair<string, object?>("velro.adaptation.direction", direction));
        var at = _time.GetUtcNow();
        _moves.AddOrUpdate(move.Knob, _ => (1, at, move.Why), (_, old) => (old.Actions + 1, at, move.Why));
        LogMoved(move.Knob, direction, move.From, move.To, move.Why);
    }

    [LoggerMessage(1, LogLevel.Information, "Adapted {Knob} {Direction}, from {From} to {To}: {Why}.")]
    private partial void LogMoved(string knob, string direction, double from, double to, string why);

    [LoggerMessage(2, LogLevel.Error, "Adapting by {Knob} failed; it stays where it is.")]
    private partial void LogFailed(Exception exception, string knob);
}
