using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Velro.AuthApi.RateLimits;

/// <summary>
/// Tells the other nodes what this one has counted, and hears of theirs, over Redis and behind the requests: several times a second one
/// pipeline of increments, whose answers are the counts of all. Only callers that were counted since the last time are told of, so that an
/// idle node says nothing.
/// <para>
/// So a limit holds over all nodes but for what they let pass between two exchanges: each lets pass no more than the whole limit, and what
/// was too much in one window counts in the next. While Redis is away each node enforces the whole limit by its own counts: it divides
/// nothing, since a caller who is tied to one node would then get a part of what is theirs.
/// </para>
/// </summary>
/// <remarks>
/// Plain commands only: Garnet has no scripts. A count that arrived and was not answered is told twice, which errs on the strict side.
/// </remarks>
internal sealed partial class RateExchange(
    RateCounters counters,
    IServiceProvider services,
    IOptions<RateLimitOptions> options,
    TimeProvider time,
    RateLimitMetrics metrics,
    ILogger<RateExchange> logger) : BackgroundService
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);

    /// <summary>None in a process that has no Redis.</summary>
    private readonly IConnectionMultiplexer? _redis = services.GetService<IConnectionMultiplexer>();

    private readonly List<RateReport> _reports = [];
    private readonly List<Task<long>> _answers = [];
    private bool _isFailing;

    /// <summary>One exchange.</summary>
    /// <returns>Whether the others were reached, or there was nothing to tell.</returns>
    public async Task<bool> ExchangeAsync(CancellationToken cancellation)
    {
        // What waits goes on waiting, and is told as far as it still counts when they are back.
        if (_redis is not { IsConnected: true } redis) return Tell(isReached: false);

        _reports.Clear();
        _answers.Clear();
        counters.Collect(_reports, settling: 3 * options.Value.ExchangeInterval);
        if (_reports.Count == 0 && !_isFailing)
        {
            metrics.IsShared = true;
            return true;
        }

        try
        {
            // A node with nothing to tell would else say for ever that it is alone, when the others are back long since.
            if (_reports.Count == 0) await redis.GetDatabase().PingAsync().WaitAsync(LongestCall, time, cancellation);
            var batch = redis.GetDatabase().CreateBatch();
            foreach (var report in _reports) _answers.Add(Send(batch, report));
            batch.Execute();
            var totals = await Task.WhenAll(_answers).WaitAsync(LongestCall, time, cancellation);
            for (var i = 0; i < totals.Length; i++) counters.Take(_reports[i], totals[i]);
            return Tell(isReached: true);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            foreach (var answer in _answers) _ = answer.ContinueWith(static task => task.Exception, TaskContinuationOptions.OnlyOnFaulted);
            return Tell(isReached: false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_redis is null) return;
        using var timer = new PeriodicTimer(options.Value.ExchangeInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await ExchangeAsync(stoppingToken);
    }

    private static Task<long> Send(IBatch batch, in RateReport report)
    {
        RedisKey key = string.Create(CultureInfo.InvariantCulture, $"velro:rate:{report.Id:x32}:{report.Index}");
        if (report.Unsent == 0) return ReadAsync(batch.StringGetAsync(key));

        var total = batch.StringIncrementAsync(key, report.Unsent);

        // As long as any node may still ask for it.
        _ = batch.KeyExpireAsync(key, TimeSpan.FromTicks(3 * report.Length), CommandFlags.FireAndForget);
        return total;
    }

    private static async Task<long> ReadAsync(Task<RedisValue> read) => (await read).TryParse(out long total) ? total : 0;

    private bool Tell(bool isReached)
    {
        metrics.IsShared = isReached;
        if (isReached && _isFailing) LogRecovered();
        if (!isReached && !_isFailing) LogFailing();
        _isFailing = !isReached;
        return isReached;
    }

    [LoggerMessage(1, LogLevel.Warning, "Rate limits are not shared: Redis does not answer. Each node enforces the whole limit by itself.")]
    private partial void LogFailing();

    [LoggerMessage(2, LogLevel.Information, "Rate limits are shared again.")]
    private partial void LogRecovered();
}
