using System.Diagnostics.Metrics;
using Npgsql;
using Velro.Caching.Evaluations;
using Velro.Caching.Monitoring;
using Velro.Caching.Tiers;
using Velro.Data.Feed;
using Velro.Data.Tracing;

namespace Velro.Warmer.Warming;

/// <summary>
/// A change makes the cached context of its entity unreachable, and what was just changed is likely to be asked about: this brings the new
/// content into the shared cache, so that no node has to wait for the database. At start it does so for the latest changes there are.
/// </summary>
internal sealed partial class ChangedContextWarmer(
    RecentChanges changes, CacheWarmup warmup, RecentQuestions recent, TimeProvider time, IMeterFactory meters, ILogger<ChangedContextWarmer> logger) : BackgroundService
{
    private const int MaximumChanges = 10_000;

    /// <summary>How many of each round the consistency monitor compares with the base tables.</summary>
    private const int VerifiedKeys = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly RareSpan _span = new(WarmerTracing.Source, "velro.warmer.contexts", time);

    private readonly Counter<long> _warmed = meters.Create("Velro.Warmer")
        .CreateCounter<long>("velro.warmer.contexts", "{context}", "Contexts brought into the shared cache after a change.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var lastId = 0L;
        var isFailing = false;
        do
        {
            try
            {
                lastId = await WarmAsync(lastId, stoppingToken);
                if (isFailing) LogRecovered();
                isFailing = false;
            }
            catch (Exception exception) when (exception is NpgsqlException or RevisionUnavailableException or TimeoutException)
            {
                if (!isFailing) LogFailing(exception);
                isFailing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Warms what changed after a change.</summary>
    /// <returns>The change to go on from.</returns>
    private async Task<long> WarmAsync(long lastId, CancellationToken cancellation)
    {
        using var span = _span.Begin();
        var (keys, readTo) = changes.Read(lastId, MaximumChanges);
        span?.SetTag("velro.contexts.wanted", keys.Count);
        _warmed.Add(await warmup.WarmAsync(keys, cancellation));
        foreach (var key in keys.Take(VerifiedKeys)) recent.Keep(new RecentContext(key));
        return readTo;
    }

    [LoggerMessage(1, LogLevel.Warning, "Warming waits: the database or the revision clock is out of reach.")]
    private partial void LogFailing(Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Warming goes on.")]
    private partial void LogRecovered();
}
