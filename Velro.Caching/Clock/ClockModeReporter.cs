using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Velro.Caching.Clock;

/// <summary>Tells operators what a node can answer: one line in the log for each change, and metrics.</summary>
internal sealed partial class ClockModeReporter(
    ClockHealth health, TimeProvider time, IMeterFactory meters, ILogger<ClockModeReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var meter = meters.Create(CacheMetrics.MeterName);
        meter.CreateObservableGauge("velro.clock.mode", () => (int)health.Mode, null, "0 current, 1 degraded, 2 too old, 3 skewed, 4 not loaded.");
        meter.CreateObservableGauge(
            "velro.clock.age", () => health.Age?.TotalSeconds ?? double.NaN, "s", "The time since the start of the last completed poll.");
        var changes = meter.CreateCounter<long>("velro.clock.mode.changes", "{change}", "Changes of what the node can answer, by the new mode.");

        var mode = ClockMode.NotLoaded;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var present = health.Mode;
            if (present == mode) continue;

            changes.Add(1, new KeyValuePair<string, object?>("velro.clock.mode", present.ToString()));
            Log(present, wasAnswering: mode);
            mode = present;
        }
    }

    private void Log(ClockMode mode, ClockMode wasAnswering)
    {
        switch (mode)
        {
            case ClockMode.Current: LogCurrent(wasAnswering); break;
            case ClockMode.Degraded: LogDegraded(); break;
            default: LogStopped(mode); break;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Answers are current (before: {Mode}).")]
    private partial void LogCurrent(ClockMode mode);

    [LoggerMessage(2, LogLevel.Warning, "Answers are degraded: the database was not heard of lately. What is cached is answered; anything else is 503.")]
    private partial void LogDegraded();

    [LoggerMessage(3, LogLevel.Error, "Answers have stopped, all are 503: the clock is {Mode}.")]
    private partial void LogStopped(ClockMode mode);
}
