using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Velro.AuthApi.RateLimits;
using Velro.Tests.Stores;
using Velro.Tests.Unit;

namespace Velro.Tests.Integration.RateLimits;

/// <summary>Limits that hold over several nodes: what they count, they tell each other over Redis.</summary>
public sealed class RateExchangeTests : IDisposable
{
    private static readonly RateLimit Limit = RateLimit.PerMinute(RateClass.Management, 60);

    private readonly TestMeterFactory _meters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_one_node_has_counted_counts_on_the_other_after_an_exchange()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var (a, b) = (NodeOf(redis), NodeOf(redis));
        Assert.Equal(40, a.Take(40));
        Assert.Equal(1, b.Take(1));
        await ExchangeAsync(a, b);

        Assert.Equal(19, b.Take(100));
        await ExchangeAsync(b, a);
        Assert.Equal(0, a.Take(1));
    }

    /// <summary>The error that is stated: every node at most the whole limit, and what was too much counts in the next window.</summary>
    [Fact]
    public async Task What_both_let_pass_between_two_exchanges_is_at_most_the_limit_each_and_is_paid_back()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var (a, b) = (NodeOf(redis), NodeOf(redis));
        Assert.Equal((60, 60), (a.Take(100), b.Take(100)));
        await ExchangeAsync(a, b, a);

        // Half of the next window: twice the limit weighs as much as one.
        _time.Advance(TimeSpan.FromSeconds(89));
        Assert.Equal((0, 0), (a.Take(1), b.Take(1)));
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(30, a.Take(100));
        await ExchangeAsync(a, b);
        Assert.Equal(0, b.Take(1));
    }

    [Fact]
    public async Task Over_many_windows_two_nodes_let_pass_what_one_would_but_for_the_exchange()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var (a, b) = (NodeOf(redis), NodeOf(redis));
        var passed = 0;
        const int minutes = 6;
        for (var second = 0; second < minutes * 60; second++)
        {
            // Five a second at each of two nodes, where one a second may pass.
            passed += a.Take(5) + b.Take(5);
            await ExchangeAsync(a, b, a);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // What one node alone would let pass, and what the other may let pass in the seconds between exchanges: five in each window.
        Assert.InRange(passed, minutes * 60 * 8 / 10, minutes * (60 + 2 * 5));
    }

    [Fact]
    public async Task What_was_counted_at_the_end_of_a_window_is_told_in_the_next_one()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var (a, b) = (NodeOf(redis), NodeOf(redis));
        b.Take(1);
        await ExchangeAsync(a, b);
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal(59, a.Take(59));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(1, b.Take(1));
        await ExchangeAsync(a, b);

        Assert.Equal(0, b.Take(1));
    }

    [Fact]
    public async Task Without_Redis_each_node_enforces_the_whole_limit_by_itself_and_tells_what_still_counts_afterwards()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var (a, b) = (NodeOf(redis), NodeOf(redis));
        redis.Kill();
        await Eventually.TrueAsync(() => !redis.Connection.IsConnected);

        Assert.Equal((60, 20), (a.Take(100), b.Take(20)));
        Assert.False(await a.Exchange.ExchangeAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, a.Take(1));
        Assert.Equal(40, b.Take(100));

        await Eventually.TrueAsync(() => redis.Connection.IsConnected);
        _time.Advance(TimeSpan.FromSeconds(60));
        await ExchangeAsync(a, b, a);
        Assert.Equal((0, 0), (a.Take(1), b.Take(1)));
    }

    [Fact]
    public async Task A_node_with_nothing_to_tell_knows_too_when_Redis_is_back()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var node = NodeOf(redis);
        await ExchangeAsync(node);
        Assert.True(node.Metrics.IsShared);
        redis.Kill();
        await Eventually.TrueAsync(async () => !await node.Exchange.ExchangeAsync(TestContext.Current.CancellationToken));
        Assert.False(node.Metrics.IsShared);

        await Eventually.TrueAsync(() => node.Exchange.ExchangeAsync(TestContext.Current.CancellationToken));

        Assert.True(node.Metrics.IsShared);
    }

    [Fact]
    public async Task A_process_without_Redis_has_limits_too()
    {
        var node = NodeOf(redis: null);

        Assert.Equal(60, node.Take(100));
        Assert.False(await node.Exchange.ExchangeAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, node.Take(1));
    }

    [Fact]
    public async Task Nothing_stays_in_Redis_for_ever_and_nothing_there_names_anybody()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var node = NodeOf(redis);
        node.Counters.TryTake(new RateIds(PostgresFixture.MasterKey).Of(RateClass.SignInToAccount, "ANN@EXAMPLE.COM"), Limit);
        await ExchangeAsync(node);

        var key = Assert.Single(redis.Keys);
        Assert.DoesNotContain("ann", key.ToString(), StringComparison.OrdinalIgnoreCase);
        await Eventually.TrueAsync(async () => await redis.Connection.GetDatabase().KeyTimeToLiveAsync(key) is { TotalMinutes: > 2 and <= 3 });
    }

    [Fact]
    public async Task An_idle_node_says_nothing()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var node = NodeOf(redis);
        node.Take(5);

        // Once to tell, and once to hear.
        await ExchangeAsync(node, node);
        var calls = redis.Connection.OperationCount;

        await ExchangeAsync(node);

        Assert.Equal(calls, redis.Connection.OperationCount);
    }

    public void Dispose() => _meters.Dispose();

    private TestNode NodeOf(TemporaryRedis? redis)
    {
        var services = new ServiceCollection();
        if (redis is not null) services.AddSingleton<IConnectionMultiplexer>(redis.Connection);
        var (counters, metrics) = (new RateCounters(_time), new RateLimitMetrics(_meters));
        return new TestNode(counters, metrics, new RateExchange(
            counters, services.BuildServiceProvider(), Options.Create(new RateLimitOptions()), TimeProvider.System, metrics,
            NullLogger<RateExchange>.Instance));
    }

    private static async Task ExchangeAsync(params TestNode[] nodes)
    {
        foreach (var node in nodes) Assert.True(await node.Exchange.ExchangeAsync(TestContext.Current.CancellationToken));
    }

    private sealed record TestNode(RateCounters Counters, RateLimitMetrics Metrics, RateExchange Exchange)
    {
        /// <summary>Tries so often.</summary>
        /// <returns>How many got through.</returns>
        public int Take(int tries) => Enumerable.Range(0, tries).Count(_ => Counters.TryTake(1, Limit) == TimeSpan.Zero);
    }
}
