using Microsoft.Extensions.Options;
using Npgsql;

namespace Velro.Warmer.Views;

/// <summary>Runs the keepers, each at its own pace: a refresh that takes minutes holds up no row.</summary>
internal sealed partial class ViewWarmer(
    RowKeeper rows, ReportKeeper reports, IOptions<ViewOptions> options, TimeProvider time, ILogger<ViewWarmer> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RunAsync("Precomputed rows", rows.WorkAsync, rows, stoppingToken),
        RunAsync("Materialized views", reports.WorkAsync, reports, stoppingToken));

    private async Task RunAsync(
        string what, Func<CancellationToken, Task<bool>> work, IAsyncDisposable keeper, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        var isFailing = false;
        try
        {
            do
            {
                try
                {
                    await work(cancellation);
                    if (isFailing) LogRecovered(what);
                    isFailing = false;
                }
                catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException)
                {
                    if (!isFailing) LogFailing(exception, what);
                    isFailing = true;
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        finally
        {
            // The next one need not wait until the server notices.
            await keeper.DisposeAsync();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{What} wait: the work on them failed and is tried again. Readers go by the base tables meanwhile.")]
    private partial void LogFailing(Exception exception, string what);

    [LoggerMessage(2, LogLevel.Information, "{What} are kept again.")]
    private partial void LogRecovered(string what);
}
