using System.Diagnostics;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Velro.Caching.Tiers;

/// <summary>
/// The shared cache (L2) as HybridCache sees it. Two things stand around the distributed cache: every payload carries a keyed tag bound
/// to its key, so that whoever can write to Redis cannot give anyone a permission; and a time limit with a breaker, so that a slow Redis
/// costs at most that limit and a dead one nothing. Whatever goes wrong is a miss: L1 and the database carry on.
/// </summary>
internal sealed partial class SharedCache : IDistributedCache
{
    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(2);

    private readonly IDistributedCache _inner;
    private readonly PayloadSeal _seal;
    private readonly CacheMetrics _metrics;
    private readonly ForgedPayloads _forged;
    private readonly ILogger<SharedCache> _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;
    private readonly ResiliencePipeline _guard;

    /// <summary>Until when it is left alone, as a timestamp of the monotonic clock.</summary>
    private long _leftAloneUntil;

    public SharedCache(
        IDistributedCache inner, PayloadSeal seal, IOptions<CacheOptions> options, CacheMetrics metrics, ForgedPayloads forged, TimeProvider time,
        ILogger<SharedCache> logger)
    {
        (_inner, _seal, _metrics, _forged, _time, _logger) = (inner, seal, metrics, forged, time, logger);
        _pause = options.Value.SharedTimeout * 2;
        _guard = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 8,
                SamplingDuration = TimeSpan.FromSeconds(5),
                BreakDuration = BreakDuration,
                OnOpened = arguments =>
                {
                    LeaveAlone(arguments.BreakDuration);
                    _metrics.SharedIsLeftAlone(true);
                    LogOpened(arguments.BreakDuration, arguments.Outcome.Exception?.Message);
                    return default;
                },
                OnClosed = _ =>
                {
                    _metrics.SharedIsLeftAlone(false);
                    LogClosed();
                    return default;
                },
            })
            .AddTimeout(options.Value.SharedTimeout)
            .Build();
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var payload = await GuardedAsync(static (inner, key, _, cancellation) => inner.GetAsync(key, cancellation), key, Array.Empty<byte>(), token);
        if (payload is null) return null;
        if (_seal.TryOpen(key, payload, out var content)) return content;

        _metrics.PayloadWasForged();
        _forged.Note(key);
        LogForged(key);
        return null;
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await GuardedAsync<(byte[] Sealed, DistributedCacheEntryOptions Options), bool>(static async (inner, key, what, cancellation) =>
        {
            await inner.SetAsync(key, what.Sealed, what.Options, cancellation);
            return true;
        }, key, (_seal.Close(key, value), options), token);

    public byte[]? Get(string key) => throw SynchronousCall();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw SynchronousCall();

    public void Refresh(string key) => throw SynchronousCall();

    public void Remove(string key) => throw SynchronousCall();

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    /// <summary>Nothing is ever removed: what is out of date lies under a key that nobody asks for.</summary>
    public Task RemoveAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    /// <summary>
    /// Whoever asks while it is left alone is answered at once. It is left alone for a while after each call that took too long, so that a
    /// request pays the limit once however often it looks, and for longer when the breaker finds that most calls fail.
    /// </summary>
    private async ValueTask<TResult?> GuardedAsync<TState, TResult>(
        Func<IDistributedCache, string, TState, CancellationToken, Task<TResult?>> call, string key, TState state, CancellationToken cancellation)
    {
        if (_time.GetTimestamp() < Volatile.Read(ref _leftAloneUntil))
        {
            Failed("breaker");
            return default;
        }

        var context = ResilienceContextPool.Shared.Get(cancellation);
        var outcome = await _guard.ExecuteOutcomeAsync(static (context, what) => CallAsync(context, what), context, (call, _inner, key, state));
        ResilienceContextPool.Shared.Return(context);
        switch (outcome.Exception)
        {
            case null:
                return outcome.Result;
            case OperationCanceledException when cancellation.IsCancellationRequested:
                throw new OperationCanceledException(cancellation);
            case TimeoutRejectedException:
                LeaveAlone(_pause);
                Failed("timeout");
                return default;
            case var exception:
                Failed(exception is BrokenCircuitException ? "breaker" : "error");
                return default;
        }
    }

    private static async ValueTask<Outcome<TResult?>> CallAsync<TState, TResult>(
        ResilienceContext context,
        (Func<IDistributedCache, string, TState, CancellationToken, Task<TResult?>> Call, IDistributedCache Inner, string Key, TState State) what)
    {
        try
        {
            // The client does not always heed the token, while it connects for one: it is left behind then, not waited for.
            var token = context.CancellationToken;
            return Outcome.FromResult<TResult?>(await what.Call(what.Inner, what.Key, what.State, token).WaitAsync(token));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<TResult?>(exception);
        }
    }

    /// <summary>Whoever reads goes on without it: that is a miss, and no failure of what it was read for.</summary>
    private void Failed(string cause)
    {
        _metrics.SharedCallFailed(cause);
        if (Activity.Current is { IsAllDataRequested: true } span) span.SetTag("error.type", cause);
    }

    private void LeaveAlone(TimeSpan duration)
    {
        var until = _time.GetTimestamp() + (long)(duration.TotalSeconds * _time.TimestampFrequency);
        if (until > Volatile.Read(ref _leftAloneUntil)) Volatile.Write(ref _leftAloneUntil, until);
    }

    private static NotSupportedException SynchronousCall() => new("The shared cache is only called asynchronously.");

    [LoggerMessage(1, LogLevel.Warning, "The shared cache does not answer and is left alone for {Duration}; the local cache and the database carry on. {Cause}")]
    private partial void LogOpened(TimeSpan duration, string? cause);

    [LoggerMessage(2, LogLevel.Information, "The shared cache answers again.")]
    private partial void LogClosed();

    [LoggerMessage(3, LogLevel.Error, "The payload under {Key} in the shared cache was not written by Velro, or was moved. It is not used.")]
    private partial void LogForged(string key);
}
