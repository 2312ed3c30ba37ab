using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Velro.Authorization.Contexts;
using Velro.Authorization.Policies;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Contexts;
using Velro.Data.Feed;
using Velro.Data.Pools;
using Velro.Data.Tracing;

namespace Velro.Caching.Tiers;

/// <summary>
/// Loads from the database, within a time limit and behind a breaker. While the clock says that the database is away it is not asked at
/// all, so that a request that needs it fails at once instead of waiting.
/// </summary>
internal sealed partial class GuardedLoader
{
    private readonly ContextLoader _loader;
    private readonly ClockHealth _health;
    private readonly ILogger<GuardedLoader> _logger;
    private readonly ResiliencePipeline _guard;

    public GuardedLoader(
        ContextLoader loader, ClockHealth health, TimeProvider time, IOptions<CacheOptions> options, ILogger<GuardedLoader> logger)
    {
        (_loader, _health, _logger) = (loader, health, logger);
        _guard = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } cause && IsOfTheServer(cause)),
                FailureRatio = 0.5,
                MinimumThroughput = 8,
                SamplingDuration = TimeSpan.FromSeconds(5),
                BreakDuration = TimeSpan.FromSeconds(1),
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
            .AddTimeout(options.Value.LoadTimeout)
            .Build();
    }

    /// <summary>Reads contexts as one state of the database has them, whatever the clock says.</summary>
    /// <exception cref="RevisionUnavailableException">The database does not answer, or holds policies that do not compile.</exception>
    public async Task<ContextAnswer> LoadAsync(IReadOnlyCollection<ContextKey> keys, PostgresSnapshot asked)
    {
        const string away = "The database does not answer, and what is needed is in no cache.";
        using var span = Spans.BeginCold(CachingTracing.Source, "velro.contexts.load");
        span?.SetTag(CachingTracing.Tier, ReadTally.NameOf(CacheTier.Database)).SetTag("velro.contexts.wanted", keys.Count);
        try
        {
            if (!_health.IsDatabaseThere) throw new RevisionUnavailableException(RevisionUnavailableException.StoreUnavailable, away);
            return await _guard.ExecuteAsync(
                static async (load, token) => await load.Loader.LoadAsync(load.Keys, load.Asked, token).WaitAsync(token),
                (Loader: _loader, Keys: keys, Asked: asked));
        }
        catch (Exception exception) when (IsOfTheServer(exception) || exception is BrokenCircuitException || PoolExhaustion.IsCauseOf(exception))
        {
            span.Fail(exception is BrokenCircuitException ? "breaker" : exception.GetType().Name);
            throw RevisionUnavailableException.OfStore(exception, away);
        }
        catch (Exception exception) when (exception is SlotFormatException or InvalidDataException)
        {
            span.Fail(exception.GetType().Name);
            throw RevisionUnavailableException.OfOtherRelease(exception);
        }
        catch (PolicySetException exception)
        {
            span.Fail(RevisionUnavailableException.PoliciesUnreadable);

            // Another release stored what this one cannot read. It does not answer by an older set, or by none.
            throw new RevisionUnavailableException(
                RevisionUnavailableException.PoliciesUnreadable, $"This node cannot compile the stored policies: {exception.Message}", exception);
        }
    }

    /// <summary>A pool that is full is no reason to leave the server alone.</summary>
    private static bool IsOfTheServer(Exception exception) =>
        exception is NpgsqlException or OperationCanceledException or TimeoutException or TimeoutRejectedException
        && !PoolExhaustion.IsCauseOf(exception);

    [LoggerMessage(1, LogLevel.Warning, "Loads from the database fail; none is tried for {Duration}. What is cached is answered. {Cause}")]
    private partial void LogOpened(TimeSpan duration, string? cause);

    [LoggerMessage(2, LogLevel.Information, "Loads from the database succeed again.")]
    private partial void LogClosed();
}
