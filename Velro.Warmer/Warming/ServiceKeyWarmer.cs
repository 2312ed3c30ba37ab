using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Caching.Evaluations;
using Velro.Caching.Tiers;
using Velro.Data.ServiceKeys;
using Velro.Data.Tracing;

namespace Velro.Warmer.Warming;

/// <summary>
/// Brings the service keys that were used lately, with the accounts of their owners, into the shared cache at an hour when little is asked:
/// there they stay for a day, so that the first requests of the morning find them.
/// </summary>
internal sealed partial class ServiceKeyWarmer(
    ServiceKeyUsage usage,
    CacheWarmup warmup,
    IOptions<KeyWarmingOptions> options,
    TimeProvider time,
    IMeterFactory meters,
    ILogger<ServiceKeyWarmer> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    private readonly RareSpan _span = new(WarmerTracing.Source, "velro.warmer.keys", time);

    private readonly Counter<long> _warmed = meters.Create("Velro.Warmer")
        .CreateCounter<long>("velro.warmer.keys", "{key}", "Service keys brought into the shared cache at the daily hour.");

    /// <summary>Brings them now.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    /// <exception cref="RevisionUnavailableException">The clock is not loaded, or the database does not answer.</exception>
    public async Task WarmAsync(CancellationToken cancellation)
    {
        using var span = _span.Begin();
        var now = time.GetUtcNow();
        var ids = await usage.FindUsedAsync(now - options.Value.UsedWithin, now, options.Value.MaximumKeys, cancellation);
        _warmed.Add(await warmup.RenewAsync([.. ids.Select(ContextKey.ServiceKey)], cancellation));
    }

    /// <summary>The time from <paramref name="now"/> to the next hour of warming.</summary>
    internal static TimeSpan DelayUntil(TimeOnly at, DateTimeOffset now)
    {
        var delay = at - TimeOnly.FromTimeSpan(now.UtcDateTime.TimeOfDay);
        return delay > TimeSpan.Zero ? delay : TimeSpan.FromDays(1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(DelayUntil(options.Value.At, time.GetUtcNow()), time, stoppingToken);
            while (!await TryWarmAsync(stoppingToken)) await Task.Delay(RetryDelay, time, stoppingToken);
        }
    }

    private async Task<bool> TryWarmAsync(CancellationToken cancellation)
    {
        try
        {
            await WarmAsync(cancellation);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or RevisionUnavailableException or TimeoutException)
        {
            LogFailing(exception);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The warming of service keys waits: the database or the revision clock is out of reach.")]
    private partial void LogFailing(Exception exception);
}
