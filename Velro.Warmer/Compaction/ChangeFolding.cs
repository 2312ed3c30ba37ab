using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Feed;
using Velro.Data.Pools;
using Velro.Data.Tracing;

namespace Velro.Warmer.Compaction;

/// <summary>
/// Folds old changes into the base, now and then, if no other warmer does. A mark is taken first and folded up to an interval later: by then
/// every node that follows the feed is past it, and none has to start over.
/// </summary>
internal sealed partial class ChangeFolding(
    [FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource source,
    TimeProvider time,
    IOptions<CompactionOptions> options,
    IMeterFactory meters,
    ILogger<ChangeFolding> logger) : BackgroundService
{
    private readonly RareSpan _span = new(WarmerTracing.Source, "velro.warmer.compaction", time);

    private readonly Counter<long> _folded = meters.Create("Velro.Warmer")
        .CreateCounter<long>("velro.compaction.changes", "{change}", "Changes that were folded into the base.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isFailing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CompactAsync(() => isFailing = false, stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or SlotFormatException or InvalidDataException)
            {
                if (!isFailing) LogFailing(exception);
                isFailing = true;
            }

            await Task.Delay(options.Value.Interval, time, stoppingToken);
        }
    }

    /// <summary>Works until something fails; returns when another one is the compactor.</summary>
    private async Task CompactAsync(Action succeeded, CancellationToken cancellation)
    {
        await using var compactor = await ChangeCompactor.TryBeginAsync(source, cancellation);
        while (compactor is not null)
        {
            var mark = await compactor.MarkAsync(options.Value.MinimumChanges, cancellation);
            succeeded();
            await Task.Delay(options.Value.Interval, time, cancellation);
            if (mark.Changes < options.Value.MinimumChanges) continue;
            using var span = _span.Begin();
            if (await compactor.FoldAsync(mark, cancellation) is not { } folded) continue;
            span?.SetTag("velro.compaction.folded", folded);
            _folded.Add(folded);
            LogFolded(folded);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Old changes are not folded. Nodes take longer to start; nothing else rests on it.")]
    private partial void LogFailing(Exception exception);

    [LoggerMessage(2, LogLevel.Information, "{Changes} old changes are folded into the base.")]
    private partial void LogFolded(int changes);
}
