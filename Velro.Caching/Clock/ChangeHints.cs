using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Velro.Data.Transactions;

namespace Velro.Caching.Clock;

/// <summary>
/// Tells the other nodes, over Redis, that something was committed, so that they poll at once. A hint says nothing else, and may be lost or
/// made up without harm: the timer polls anyway, and however many hints there are, polls keep a distance.
/// </summary>
/// <remarks><c>NOTIFY</c> would do without Redis, and would make writers wait for each other at commit.</remarks>
internal sealed class ChangeHints(IServiceProvider services, ClockFollower follower, CacheMetrics metrics) : IHostedService, ICommitObserver
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("velro:changes");

    /// <summary>None in a process that has no Redis.</summary>
    private readonly IConnectionMultiplexer? _redis = services.GetService<IConnectionMultiplexer>();

    public void Committed()
    {
        follower.Hint();
        try
        {
            _redis?.GetSubscriber().Publish(Channel, RedisValue.EmptyString, CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            metrics.HintWasLost();
        }
    }

    /// <summary>A subscription that cannot be made yet is made by the client when it connects.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_redis is null) return;
        try
        {
            await _redis.GetSubscriber().SubscribeAsync(Channel, (_, _) => follower.Hint(), CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            metrics.HintWasLost();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_redis is null) return;
        try
        {
            await _redis.GetSubscriber().UnsubscribeAsync(Channel, flags: CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (exception is RedisException or ObjectDisposedException)
        {
            // It goes with the connection.
        }
    }
}
