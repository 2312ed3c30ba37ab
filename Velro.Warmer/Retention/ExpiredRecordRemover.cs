using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Audit;
using Velro.Data.Decisions;
using Velro.Data.Sessions;
using Velro.Data.Tracing;
using Velro.Data.Transactions;

namespace Velro.Warmer.Retention;

/// <summary>
/// Removes, now and then, what is kept for a time only: the answers of writes that are too old to be repeated (RIGHTS.md F1), sessions and
/// tokens that count no more, old months of decision records, and old security events.
/// </summary>
internal sealed partial class ExpiredRecordRemover(
    IdempotencyRetention answers, DecisionRetention decisions, SignInRetention signIns, AuditRetention events, IOptions<RetentionOptions> options,
    TimeProvider time, ILogger<ExpiredRecordRemover> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly RareSpan _span = new(WarmerTracing.Source, "velro.warmer.retention", time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            using var span = _span.Begin();
            await TryAsync("answers under idempotency keys", () => answers.DeleteExpiredAsync(time.GetUtcNow(), stoppingToken));
            await TryAsync("sessions and tokens", () => signIns.DeleteExpiredAsync(time.GetUtcNow(), stoppingToken));
            await TryAsync(
                "decision records", () => decisions.DropExpiredAsync(time.GetUtcNow(), options.Value.DecisionMonths, stoppingToken));
            if (options.Value.EventDays > 0)
            {
                var before = time.GetUtcNow().AddDays(-options.Value.EventDays);
                await TryAsync("security events", () => events.DeleteExpiredAsync(before, stoppingToken));
            }
        }
    }

    private async Task TryAsync(string what, Func<Task> remove)
    {
        try
        {
            await remove();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            LogFailed(exception, what);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Old {What} were not removed. Nobody is given them; they go the next time.")]
    private partial void LogFailed(Exception exception, string what);
}
