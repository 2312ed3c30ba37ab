using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;

namespace Velro.Caching.Tiers;

/// <summary>
/// The shared cache (L2) as HybridCache sees it. Two things stand around the distributed cache: every payload carries a keyed tag bound
/// to its key, so that whoever can write to Redis cannot give anyone a permission; and a time limit with a breaker, so that a slow Redis
/// costs at most that limit and a dead one nothing. Whatever goes wrong is a miss: L1 and the database carry on.
/// </summary>
internal sealed partial class SharedCache : IDistributedCache
{
    /// <summary>The key of this registration, which HybridCache is pointed to.</summary>
    public const string ServiceKey = "velro:shared";

    private readonly IDistributedCache _inner;
    private readonly PayloadSeal _seal;
    private readonly CacheMetrics _metrics;
    private readonly ILogger<SharedCache> _logger;
    private readonly ResiliencePipeline _guard;

    public SharedCache(
        IDistributedCache inner, PayloadSeal seal, IOptions<CacheOptions> options, CacheMetrics metrics, TimeProvider time, ILogger<SharedCache> logger)
    {
        (_inner, _seal, _metrics, _logger) = (inner, seal, metrics, logger);
        _guard = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 8,
                SamplingDuration = TimeSpan.FromSeconds(5),
                BreakDuration = TimeSpan.FromSeconds(2),
                OnOpened = arguments =>
                {
                    LogOpened(arguments.BreakDuration, arguments.Outcome.Exception?.Message);
                    return default;
                },
                OnClosed = _ =>
                {
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

    private async ValueTask<TResult?> GuardedAsync<TState, TResult>(
        Func<IDistributedCache, string, TState, CancellationToken, Task<TResult?>> call, string key, TState state, CancellationToken cancellation)
    {
        try
        {
            // The client does not always heed the token, while it connects for one: it is left behind then, not waited for.
            return await _guard.ExecuteAsync(
                static async (what, token) => await what.call(what._inner, what.key, what.state, token).WaitAsync(token),
                (call, _inner, key, state), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            _metrics.SharedCallFailed(exception is BrokenCircuitException ? "breaker" : "error");
            return default;
        }
    }

    private static NotSupportedException SynchronousCall() => new("The shared cache is only called asynchronously.");

    [LoggerMessage(1, LogLevel.Warning, "The shared cache does not answer and is left alone for {Duration}; the local cache and the database carry on. {Cause}")]
    private partial void LogOpened(TimeSpan duration, string? cause);

    [LoggerMessage(2, LogLevel.Information, "The shared cache answers again.")]
    private partial void LogClosed();

    [LoggerMessage(3, LogLevel.Error, "The payload under {Key} in the shared cache was not written by Velro, or was moved. It is not used.")]
    private partial void LogForged(string key);
}
