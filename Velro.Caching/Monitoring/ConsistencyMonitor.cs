using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Velro.Caching.Evaluations;
using Velro.Data.Tracing;

namespace Velro.Caching.Monitoring;

/// <summary>
/// Now and then asks a few recent questions through the caches and again from the base tables, and counts differences. Their number must
/// stay zero: everything else in the caches is built so that it does, and this is how it would show.
/// </summary>
public sealed partial class ConsistencyMonitor : BackgroundService
{
    private readonly RareSpan _span;
    private readonly RecentQuestions _recent;
    private readonly ConsistencyCheck _check;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly ILogger<ConsistencyMonitor> _logger;
    private readonly Counter<long> _comparisons;
    private readonly Counter<long> _differences;

    /// <summary>Makes the monitor.</summary>
    public ConsistencyMonitor(
        RecentQuestions recent,
        ConsistencyCheck check,
        TimeProvider time,
        IOptions<MonitorOptions> options,
        IMeterFactory meters,
        ILogger<ConsistencyMonitor> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_recent, _check, _time, _interval, _logger) = (recent, check, time, options.Value.Interval, logger);
        _span = new RareSpan(CachingTracing.Source, "velro.consistency.round", time);
        var meter = meters.Create(CacheMetrics.MeterName);
        _comparisons = meter.CreateCounter<long>(
            "velro.consistency.comparisons", "{comparison}", "Questions that were asked again from the base tables, by what came of it.");
        _differences = meter.CreateCounter<long>(
            "velro.consistency.differences", "{difference}", "Answers of the caches that the base tables contradict. Must stay zero.");
        _differences.Add(0);
    }

    /// <summary>How many differences there were since the start.</summary>
    public long Differences { get; private set; }

    /// <summary>Asks again what was kept.</summary>
    /// <returns>How many questions could be compared.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        using var span = _span.Begin();
        var compared = 0;
        foreach (var question in _recent.Take())
        {
            var agreement = await question.CompareAsync(_check, cancellation);
            _comparisons.Add(1, new KeyValuePair<string, object?>("velro.consistency.result", agreement.ToString()));
            if (agreement != Agreement.Moved) compared++;
            if (agreement != Agreement.Different) continue;

            Differences++;
            _differences.Add(1);
            LogDifferent(question);
        }

        span?.SetTag("velro.consistency.compared", compared);
        return compared;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (RevisionUnavailableException)
            {
                // There is nothing to compare with while the database is away; that is told by others.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // To watch others is no reason to end them.
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(2, LogLevel.Error, "A round of the consistency monitor failed.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(1, LogLevel.Critical, "The caches and the database gave different answers to {Question}. Flush the caches, and report it.")]
    private partial void LogDifferent(IRecentQuestion question);
}
