using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Warmer.Retention;

/// <summary>Removes the kept answers of writes that are too old to be repeated (RIGHTS.md F1), now and then.</summary>
internal sealed partial class ExpiredAnswerRemover(
    IdempotencyRetention retention, TimeProvider time, ILogger<ExpiredAnswerRemover> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await retention.DeleteExpiredAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Old answers under idempotency keys were not removed; they do not count, and go the next time.")]
    private partial void LogFailed(Exception exception);
}
