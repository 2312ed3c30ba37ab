using Microsoft.Extensions.Options;
using Npgsql;
using Velro.AuthApi.Audit.Spool;
using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit;

/// <summary>
/// Writes what the recorder took, many at once. While the database is away it goes to the spool, and from there to the database, in order, when
/// that is back; without a spool it waits in memory. What finds no room is lost, and counted.
/// </summary>
internal sealed partial class DecisionRecordPump(
    DecisionRecorder recorder, DecisionBatchWriter writer, DecisionSpool spool, CrashLedger ledger, DecisionMetrics metrics,
    IOptions<DecisionRecordOptions> options, TimeProvider time, ILogger<DecisionRecordPump> logger)
    : BackgroundService
{
    /// <summary>How many records are in hand at most, beside those that wait in the recorder.</summary>
    internal const int MaximumBatch = 5000;

    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>How often the folder is looked through for what processes that are gone left there.</summary>
    private static readonly TimeSpan SearchInterval = TimeSpan.FromSeconds(10);

    /// <summary>A database that takes longer is as good as away, where records have another place to go meanwhile.</summary>
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LastTime = TimeSpan.FromSeconds(3);

    /// <summary>What was taken from the recorder and is neither written nor spooled yet.</summary>
    private readonly List<DecisionRecord> _batch = [];

    /// <summary>How many of them there are, and when the oldest was decided, for whoever looks meanwhile.</summary>
    private volatile Hand _hand = new(0, OldestAt: null);

    private bool _isFailing;
    private Task? _last;

    /// <summary>What is not in the database yet.</summary>
    internal DecisionBacklog Backlog()
    {
        var hand = _hand;
        var oldest = Earlier(spool.OldestAt, hand.OldestAt ?? (recorder.Waiting.TryPeek(out var next) ? next.At : null));
        var lag = oldest is { } since && time.GetUtcNow() - since is { Ticks: > 0 } age ? age : TimeSpan.Zero;
        return new DecisionBacklog(recorder.Waiting.Count + hand.Count, lag, spool.ByteCount);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Observe(Backlog);
        return spool.IsEnabled ? PumpWithSpoolAsync(stoppingToken) : PumpAsync(stoppingToken);
    }

    /// <summary>A process that ends in order writes what it has. Its host may stop it more than once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task last;
        lock (_batch) last = _last ??= WriteLastAsync();
        await last;
    }

    private async Task PumpAsync(CancellationToken cancellation)
    {
        while (await recorder.Waiting.WaitToReadAsync(cancellation))
        {
            await Task.Delay(GatherTime, time, cancellation);
            Take();
            while (!await TryWriteAsync(_batch, metrics.WereLost, cancellation)) await Task.Delay(RetryDelay, time, cancellation);
        }
    }

    private async Task PumpWithSpoolAsync(CancellationToken cancellation)
    {
        Task<bool>? waiting = null;
        var search = Task.CompletedTask;
        while (true)
        {
            waiting ??= recorder.Waiting.WaitToReadAsync(cancellation).AsTask();
            await Task.WhenAny(waiting, search);
            cancellation.ThrowIfCancellationRequested();
            if (waiting.IsCompleted)
            {
                if (!await waiting) return;
                waiting = null;
                await Task.Delay(GatherTime, time, cancellation);
                Take();
                if (await WriteOrSpoolAsync(cancellation)) search = Task.Delay(RetryDelay, time, cancellation);
            }

            if (!search.IsCompleted) continue;
            var isReached = await TryReplayAsync(cancellation);
            search = Task.Delay(isReached ? SearchInterval : RetryDelay, time, cancellation);
        }
    }

    /// <summary>What is in the spool goes first, so that records keep their order. True: the database has just gone away.</summary>
    private async Task<bool> WriteOrSpoolAsync(CancellationToken cancellation)
    {
        var wasFailing = _isFailing;
        if (!_isFailing && await TryWriteInTimeAsync(_batch, metrics.WereLost, cancellation)) return false;
        SpoolBatch();
        return !wasFailing;
    }

    /// <summary>Brings what the spool has to the database, the oldest first. False: the database is away.</summary>
    private async Task<bool> TryReplayAsync(CancellationToken cancellation)
    {
        try
        {
            CountCrashed();
            spool.Prune(time.GetUtcNow() - options.Value.SpoolMaximumAge);
            var passed = new HashSet<string>(StringComparer.Ordinal);
            spool.Seal();
            while (spool.TakeOldest(passed) is { } reading)
            {
                using (reading)
                {
                    // One that cannot be dealt with holds up no other, and is tried again at the next search.
                    passed.Add(reading.Name);
                    if (!await TryReplayIfReadableAsync(reading, cancellation)) return false;
                }

                // What was spooled meanwhile is there too.
                spool.Seal();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(exception);
        }

        // Nothing waits that the next records would overtake; they find out whether the database is there.
        _isFailing = false;
        return true;
    }

    private void CountCrashed()
    {
        if (ledger.CollectLost() is not (> 0 and var gone)) return;
        metrics.WereLost(gone, "crashed");
        LogCrashed(gone);
    }

    private async Task<bool> TryReplayIfReadableAsync(SpoolReading reading, CancellationToken cancellation)
    {
        try
        {
            return await TryReplayAsync(reading, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(exception);
            return true;
        }
    }

    /// <summary>
    /// Brings what a file has to the database, and takes it out of the spool. What is lost of it is counted after that: until then the file
    /// may be read again.
    /// </summary>
    private async Task<bool> TryReplayAsync(SpoolReading reading, CancellationToken cancellation)
    {
        var losses = new LossTally();
        while (reading.Next(MaximumBatch) is { Count: > 0 } records)
        {
            var oldest = time.GetUtcNow() - options.Value.SpoolMaximumAge;
            if (records.RemoveAll(record => record.At < oldest) is > 0 and var expired) losses.Add(expired, "expired");
            if (records.Count > 0 && !await TryWriteInTimeAsync(records, losses.Add, cancellation)) return false;

            // The recorder's room is not to run out while an older time is caught up with.
            Take();
            SpoolBatch();
        }

        if (reading.Unreadable == 0)
        {
            reading.Delete();
        }
        else
        {
            losses.Add(reading.Unreadable, "unreadable");
            LogSkipped(reading.SetAside(), reading.UnreadableBytes, reading.Unreadable);
        }

        losses.TellTo(metrics);
        return true;
    }

    /// <summary>Puts what is in hand on the disk; what finds no room is lost.</summary>
    private void SpoolBatch()
    {
        if (_batch.Count == 0) return;
        var appended = spool.Append(_batch);
        metrics.WereSpooled(appended);
        if (appended < _batch.Count) metrics.WereLost(_batch.Count - appended, "spool");
        ledger.Settle(_batch.Count);
        _batch.Clear();
        ShowHand();
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
                if (_isFailing && spool.IsEnabled || !await TryWriteAsync(_batch, metrics.WereLost, limit.Token)) break;
            }
            while (recorder.Waiting.TryPeek(out _));
        }
        catch (OperationCanceledException)
        {
            // What is left is spooled or counted below.
        }

        while (spool.IsEnabled && _batch.Count > 0)
        {
            SpoolBatch();
            Take();
        }

        spool.Seal();
        var left = _batch.Count;
        while (recorder.Waiting.TryRead(out _)) left++;
        if (left > 0) metrics.WereLost(left, "stopped");
        ledger.Settle(left);
    }

    private void Take()
    {
        while (_batch.Count < MaximumBatch && recorder.Waiting.TryRead(out var record)) _batch.Add(record);
        ShowHand();
    }

    private void ShowHand() => _hand = new Hand(_batch.Count, _batch is [var oldest, ..] ? oldest.At : null);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one < other || other is null ? one : other;

    /// <summary>The same, for not longer than there is another place.</summary>
    private async Task<bool> TryWriteInTimeAsync(List<DecisionRecord> records, Action<long, string> lose, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(AttemptTime, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await TryWriteAsync(records, lose, both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            Fail(exception);
            return false;
        }
    }

    /// <summary>Writes records, and takes them out of the list. False: the database is away.</summary>
    private async Task<bool> TryWriteAsync(List<DecisionRecord> records, Action<long, string> lose, CancellationToken cancellation)
    {
        var count = records.Count;
        try
        {
            await writer.WriteAsync(records, lose, cancellation);
            if (_isFailing) LogRecovered();
            _isFailing = false;
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Fail(exception);
            return false;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Nobody foresaw it. Records are a sample: they are not worth the process.
            lose(records.Count, "failed");
            LogLost(exception, records.Count);
            records.Clear();
            return true;
        }
        finally
        {
            if (ReferenceEquals(records, _batch))
            {
                ledger.Settle(count - records.Count);
                ShowHand();
            }
        }
    }

    private void Fail(Exception exception)
    {
        if (!_isFailing) LogFailing(exception);
        _isFailing = true;
    }

    private sealed record Hand(int Count, DateTimeOffset? OldestAt);

    [LoggerMessage(1, LogLevel.Warning, "Decision records wait: they cannot be written to the database.")]
    private partial void LogFailing(Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Decision records are written again.")]
    private partial void LogRecovered();

    [LoggerMessage(4, LogLevel.Error, "{Count} decision records are lost.")]
    private partial void LogLost(Exception exception, int count);

    [LoggerMessage(5, LogLevel.Warning, "A process ended without notice; at most {Count} decision records went with it.")]
    private partial void LogCrashed(long count);

    [LoggerMessage(
        6, LogLevel.Warning,
        "{Bytes} bytes of a file of the spool, at least {Count} records, cannot be read; the others were replayed. It is kept as {File}.")]
    private partial void LogSkipped(string file, long bytes, int count);

    [LoggerMessage(
        7, LogLevel.Error,
        "The spool of decision records, or a file of it, cannot be read or changed; what is there stays there.")]
    private partial void LogUnreadable(Exception exception);
}
