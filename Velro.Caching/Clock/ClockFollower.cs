using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Velro.Data.Feed;
using Velro.Data.Tracing;

namespace Velro.Caching.Clock;

/// <summary>
/// Keeps the clock up with the database: loads it, then polls the change feed. It has a thread of its own: however busy the thread pool
/// is, the clock does not grow old, and a poll that finds nothing, forty times a second, wakes one thread and not four.
/// </summary>
public sealed partial class ClockFollower(
    ChangeFeed feed, RevisionClock clock, TimeProvider time, IOptions<ClockOptions> options, ILogger<ClockFollower> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Whoever can write to Redis can send hints; they make it poll no more often than this.</summary>
    private static readonly TimeSpan HintInterval = TimeSpan.FromMilliseconds(2);

    private readonly RareSpan _span = new(CachingTracing.Source, "velro.feed.poll", time);
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _asked = new(false);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _next = NewPoll();
    private Task? _stop;
    private bool _isStarted;
    private bool _isDisposed;
    private volatile bool _isWaitedFor;
    private bool _mustStartOver = true;
    private long _pollIntervalTicks = options.Value.PollInterval.Ticks;
    private long _polls;
    private long _pollsWithChanges;

    /// <summary>
    /// The time between two polls: what is set, and never longer, since answers are as far behind as that; it may be made shorter, down to
    /// <see cref="ShortestPollInterval"/>.
    /// </summary>
    public TimeSpan PollInterval
    {
        get => new(Volatile.Read(ref _pollIntervalTicks));
        set => Volatile.Write(ref _pollIntervalTicks, Math.Clamp(value.Ticks, ShortestPollInterval.Ticks, LongestPollInterval.Ticks));
    }

    /// <summary>What is set: a poll never comes later.</summary>
    public TimeSpan LongestPollInterval => options.Value.PollInterval;

    /// <summary>As often as pays: two fifths of what is set.</summary>
    public TimeSpan ShortestPollInterval => options.Value.PollInterval * 0.4;

    /// <summary>How many polls there were, and how many of them brought changes.</summary>
    public (long All, long WithChanges) Polls => (Volatile.Read(ref _polls), Volatile.Read(ref _pollsWithChanges));

    /// <summary>
    /// Brings the clock to a snapshot that was begun after this call. Calls that come together share a poll.
    /// </summary>
    /// <exception cref="Exception">The database did not answer; the clock stays as it was.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the node stops.</exception>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        Task poll;
        lock (_gate)
        {
            poll = _next.Task;
            _isWaitedFor = true;
            if (!_isDisposed) _asked.Set();
        }

        await poll.WaitAsync(cancellation);
    }

    /// <summary>Makes the next poll come at once, or a moment later where one was just made.</summary>
    public void Hint()
    {
        lock (_gate)
        {
            if (!_isDisposed) _asked.Set();
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _isStarted = true;
        new Thread(Follow) { IsBackground = true, Name = "Velro revision clock" }.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>A host may stop its services more than once, and dispose of them when the first time is over.</remarks>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task stop;
        lock (_gate) stop = _stop ??= _isStarted && !_isDisposed ? StopOnceAsync() : Task.CompletedTask;
        await stop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StopOnceAsync()
    {
        await _stopping.CancelAsync();
        lock (_gate)
        {
            if (!_isDisposed) _asked.Set();
        }

        await _ended.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A server that does not answer can hold the thread beyond the node's end; it must find what it waits on.
        lock (_gate)
        {
            if (_isDisposed || _isStarted && !_ended.Task.IsCompleted) return;
            _isDisposed = true;
        }

        _asked.Dispose();
        _stopping.Dispose();
    }

    private void Follow()
    {
        var failures = 0;
        while (!_stopping.IsCancellationRequested)
        {
            // Who asks from here on waits for the poll after this one.
            TaskCompletionSource poll;
            lock (_gate) (poll, _next, _isWaitedFor) = (_next, NewPoll(), false);
            var polledAt = time.GetTimestamp();
            try
            {
                PollTraced();
                poll.SetResult();
                if (failures > 0) LogRecovered(failures);
                failures = 0;
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                poll.SetCanceled();
            }
            catch (Exception exception)
            {
                poll.SetException(exception);
                if (failures++ == 0) LogLost(exception);
            }

            if (!_stopping.IsCancellationRequested) _asked.WaitOne(DelayAfter(failures));
            if (!_isWaitedFor && time.GetElapsedTime(polledAt) < HintInterval) Thread.Sleep(HintInterval);
        }

        lock (_gate) _next.SetCanceled();
        _ended.SetResult();
    }

    private void PollTraced()
    {
        using var span = _span.Begin();
        try
        {
            Poll();
        }
        catch (Exception exception)
        {
            span.Fail(exception.GetType().Name);
            throw;
        }
    }

    private void Poll()
    {
        if (!_mustStartOver && clock.Current is { } asked)
        {
            try
            {
                var askedAt = Moment.Now(time);
                var answer = feed.Poll(asked.Snapshot, _stopping.Token);
                Volatile.Write(ref _polls, _polls + 1);
                if (answer.Changes.Count > 0) Volatile.Write(ref _pollsWithChanges, _pollsWithChanges + 1);
                if (clock.TryTake(answer, asked, new RoundTrip(askedAt, Moment.Now(time)))) return;
            }
            catch
            {
                // The connection may have been to a server that is gone. What the next one says is not taken for a continuation.
                _mustStartOver = true;
                throw;
            }
        }

        StartOver();
    }

    private void StartOver()
    {
        using var span = Spans.Begin(CachingTracing.Source, "velro.feed.load");
        var askedAt = Moment.Now(time);
        FeedLoad load;
        try
        {
            load = feed.Load(_stopping.Token);
        }
        catch (SlotFormatException)
        {
            clock.Invalidate();
            throw;
        }

        clock.StartOver(load, new RoundTrip(askedAt, Moment.Now(time)));
        _mustStartOver = false;
        span?.SetTag("velro.feed.changes", load.TailLength);
        LogStarted(load.TailLength);
    }

    private TimeSpan DelayAfter(int failures)
    {
        var delay = PollInterval * Math.Pow(2, Math.Min(failures, 10));
        return delay < LongestRetryDelay ? delay : LongestRetryDelay;
    }

    // A poll that nobody waits for may fail: that is not an exception which nobody has seen.
    private static TaskCompletionSource NewPoll()
    {
        var poll = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        poll.Task.ContinueWith(
            static failed => failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return poll;
    }

    [LoggerMessage(1, LogLevel.Information, "The revision clock is loaded; {Changes} changes were not folded yet.")]
    private partial void LogStarted(int changes);

    [LoggerMessage(2, LogLevel.Warning, "The change feed is out of reach; answers stop when the clock is too old.")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The change feed is back after {Failures} failed polls.")]
    private partial void LogRecovered(int failures);
}
