using Npgsql;
using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit;

/// <summary>
/// Writes what the recorder took, many at once. While the database is away it tries again and again; what the recorder has no more room for
/// meanwhile is lost, and counted.
/// </summary>
internal sealed partial class DecisionRecordPump(
    DecisionRecorder recorder, DecisionRecordWriter writer, DecisionMetrics metrics, TimeProvider time, ILogger<DecisionRecordPump> logger)
    : BackgroundService
{
    private const int MaximumBatch = 5000;

    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastTime = TimeSpan.FromSeconds(3);

    /// <summary>What was taken from the recorder and is not written yet.</summary>
    private readonly List<DecisionRecord> _batch = [];

    private bool _isFailing;
    private Task? _last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await recorder.Waiting.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(GatherTime, time, stoppingToken);
            Take();
            while (!await TryWriteAsync(stoppingToken)) await Task.Delay(RetryDelay, time, stoppingToken);
        }
    }

    /// <summary>A process that ends in order writes what it has. Its host may stop it more than once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task last;
        lock (_batch) last = _last ??= WriteLastAsync();
        await last;
    }

    /// <summary>Writes what is left, once, and not for long.</summary>
    private async Task WriteLastAsync()
    {
        if (ExecuteTask is { } running) await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        recorder.Complete();
        using var limit = new CancellationTokenSource(LastTime, time);
        try
        {
            do
            {
                Take();
                if (!await TryWriteAsync(limit.Token)) break;
            }
            while (recorder.Waiting.TryPeek(out _));
        }
        catch (OperationCanceledException)
        {
            // What is left is counted below.
        }

        var left = _batch.Count;
        while (recorder.Waiting.TryRead(out _)) left++;
        if (left > 0) metrics.WereLost(left, "stopped");
    }

    private void Take()
    {
        while (_batch.Count < MaximumBatch && recorder.Waiting.TryRead(out var record)) _batch.Add(record);
    }

    /// <summary>False: the database is away.</summary>
    private async Task<bool> TryWriteAsync(CancellationToken cancellation)
    {
        try
        {
            await WriteBatchAsync(cancellation);
            if (_isFailing) LogRecovered();
            _isFailing = false;
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            if (!_isFailing) LogFailing(exception);
            _isFailing = true;
            return false;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Nobody foresaw it. Records are a sample: they are not worth the process.
            metrics.WereLost(_batch.Count, "failed");
            LogLost(exception, _batch.Count);
            _batch.Clear();
            return true;
        }
    }

    /// <summary>
    /// Writes what was taken, all at once. Where the database refuses that for what one of them is, less and less at once, until it is known
    /// which one, and all others are written.
    /// </summary>
    private async Task WriteBatchAsync(CancellationToken cancellation)
    {
        var size = _batch.Count;
        while (_batch.Count > 0)
        {
            try
            {
                await writer.WriteAsync(_batch[..size], cancellation);
                metrics.WereWritten(size);
            }
            catch (PostgresException exception) when (exception.SqlState[..2] is "22" or "23")
            {
                if (exception.SqlState == PostgresErrorCodes.UniqueViolation && await DropWrittenAsync(cancellation))
                {
                    size = _batch.Count;
                    continue;
                }

                if (size > 1)
                {
                    size /= 2;
                    continue;
                }

                metrics.WereLost(1, "refused");
                LogRefused(exception);
            }

            _batch.RemoveRange(0, size);
            size = _batch.Count;
        }
    }

    /// <summary>
    /// Leaves out those that were written before, where the connection was lost before that was known. False: none was.
    /// </summary>
    private async Task<bool> DropWrittenAsync(CancellationToken cancellation)
    {
        var written = await writer.FindWrittenAsync(_batch, cancellation);
        var dropped = _batch.RemoveAll(record => written.Contains(record.Id));
        metrics.WereWritten(dropped);
        return dropped > 0;
    }

    [LoggerMessage(1, LogLevel.Warning, "Decision records wait: they cannot be written to the database.")]
    private partial void LogFailing(Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Decision records are written again.")]
    private partial void LogRecovered();

    [LoggerMessage(3, LogLevel.Error, "A decision record was refused by the database and is lost.")]
    private partial void LogRefused(Exception exception);

    [LoggerMessage(4, LogLevel.Error, "{Count} decision records are lost.")]
    private partial void LogLost(Exception exception, int count);
}
