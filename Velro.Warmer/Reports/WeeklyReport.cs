using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Nodes;
using Velro.Data.Pools;
using Velro.Data.Turns;
using Velro.Nodes.Reports;

namespace Velro.Warmer.Reports;

/// <summary>
/// Writes the report of each week when it is over, one warmer at a time, and forgets old samples. A week whose report is missing is written as soon
/// as a warmer runs again, while its samples are there.
/// </summary>
internal sealed partial class WeeklyReport(
    [FromKeyedServices(PoolNames.Analytics)] NpgsqlDataSource source, NodeTable samples, ReportSource reports, IOptions<ReportOptions> options,
    TimeProvider time, ILogger<WeeklyReport> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>A node's last sample of a week comes some minutes after it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>How long a node's last status is kept.</summary>
    private static readonly TimeSpan StatusAge = TimeSpan.FromHours(1);

    /// <summary>Does what is due, if no other warmer does.</summary>
    /// <returns>Whether a report was written.</returns>
    public async Task<bool> WorkOnceAsync(CancellationToken cancellation)
    {
        await using var turn = await SessionTurn.TryTakeAsync(source, SessionTurn.WeeklyReport, longestSilence: null, cancellation);
        if (turn is null) return false;

        var now = time.GetUtcNow();
        await samples.ForgetAsync(now - StatusAge, now.AddDays(-options.Value.SampleDays), cancellation);
        if (options.Value.Folder is not { Length: > 0 } path) return false;

        var end = EndOfLastWeek(now, options.Value.Day);
        var folder = new ReportFolder(path, options.Value.Kept);
        if (folder.Has(end)) return false;

        var report = await reports.ReadAsync(end - Week, end, cancellation);

        // Of a week before the first sample there is nothing to say.
        if (report.Nodes.Count == 0) return false;
        await folder.WriteAsync(report, cancellation);
        LogWritten(path, end);
        return true;
    }

    /// <summary>The last moment at which a week ended whose samples are all there.</summary>
    public static DateTimeOffset EndOfLastWeek(DateTimeOffset now, DayOfWeek day)
    {
        var today = new DateTimeOffset((now - Grace).UtcDateTime.Date, TimeSpan.Zero);
        return today.AddDays(-(((int)today.DayOfWeek - (int)day + 7) % 7));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await WorkOnceAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or UnauthorizedAccessException)
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Information, "The report of the week that ended {End:yyyy-MM-dd} is in {Folder}.")]
    private partial void LogWritten(string folder, DateTimeOffset end);

    [LoggerMessage(2, LogLevel.Warning, "The weekly report was not written, or old samples not removed; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
