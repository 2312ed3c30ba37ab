using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Velro.Data.Feed;

namespace Velro.Caching.Clock;

/// <summary>Keeps the clock up with the database: loads it, then polls the change feed.</summary>
public sealed partial class ClockFollower(
    ChangeFeed feed, RevisionClock clock, TimeProvider time, IOptions<ClockOptions> options, ILogger<ClockFollower> logger) : BackgroundService
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _polling = new(1, 1);
    private bool _mustStartOver = true;

    /// <summary>
    /// Brings the clock to a snapshot that was begun after this call.
    /// </summary>
    /// <exception cref="Exception">The database did not answer; the clock stays as it was.</exception>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await _polling.WaitAsync(cancellation);
        try
        {
            await PollAsync(cancellation);
        }
        finally
        {
            _polling.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync(stoppingToken);
                if (failures > 0) LogRecovered(failures);
                failures = 0;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (failures++ == 0) LogLost(exception);
            }

            await Task.Delay(DelayAfter(failures), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        var askedAt = time.GetTimestamp();
        if (!_mustStartOver && clock.Current is { } asked)
        {
            try
            {
                if (clock.TryTake(await feed.PollAsync(asked.Snapshot, cancellation), asked, askedAt)) return;
            }
            catch
            {
                // The connection may have been to a server that is gone. What the next one says is not taken for a continuation.
                _mustStartOver = true;
                throw;
            }

            askedAt = time.GetTimestamp();
        }

        var answer = await feed.PollAsync(asked: null, cancellation);
        clock.StartOver(answer, EpochOf(answer.Incarnation), askedAt);
        _mustStartOver = false;
        LogStarted(answer.Changes.Count);
    }

    private TimeSpan DelayAfter(int failures)
    {
        var delay = options.Value.PollInterval * Math.Pow(2, Math.Min(failures, 10));
        return delay < LongestRetryDelay ? delay : LongestRetryDelay;
    }

    /// <summary>Mixes the payload format and the database, so that nothing cached under another of either is ever found.</summary>
    private static ulong EpochOf(ServerIncarnation incarnation)
    {
        var text = Encoding.UTF8.GetBytes($"{Entries.EntryFormat.Version}/{incarnation.SystemIdentifier}/{incarnation.DatabaseOid}");
        return XxHash64.HashToUInt64(text);
    }

    [LoggerMessage(1, LogLevel.Information, "The revision clock is loaded from {Changes} changes.")]
    private partial void LogStarted(int changes);

    [LoggerMessage(2, LogLevel.Warning, "The change feed is out of reach; answers stop when the clock is too old.")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The change feed is back after {Failures} failed polls.")]
    private partial void LogRecovered(int failures);
}
