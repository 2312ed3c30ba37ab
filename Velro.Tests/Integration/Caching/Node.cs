using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Caching.Monitoring;
using Velro.Caching.Tiers;
using Velro.Data.Pools;
using Velro.Data.Transactions;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Caching;

/// <summary>One node: a clock, caches and an evaluator over a database, with a shared cache that other nodes may have too.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IHost _host;

    private Node(IHost host) => _host = host;

    public Evaluator Evaluator => _host.Services.GetRequiredService<Evaluator>();

    public RevisionClock Clock => _host.Services.GetRequiredService<RevisionClock>();

    public Measurements Measured => _host.Services.GetRequiredService<Measurements>();

    public ClockFollower Follower => _host.Services.GetRequiredService<ClockFollower>();

    public CacheWarmup Warmup => _host.Services.GetRequiredService<CacheWarmup>();

    /// <summary>Who tells other nodes of this node's commits, over Redis where it has one.</summary>
    public ICommitObserver CommitObserver => _host.Services.GetRequiredService<ICommitObserver>();

    public ConsistencyCheck Check => _host.Services.GetRequiredService<ConsistencyCheck>();

    /// <summary>Starts a node whose clock is loaded.</summary>
    public static async Task<Node> StartAsync(
        NpgsqlDataSource database,
        IDistributedCache? shared = null,
        TimeProvider? time = null,
        Action<ClockOptions>? configure = null,
        Action<CacheOptions>? cache = null,
        IConnectionMultiplexer? redis = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        foreach (var pool in PoolNames.All) builder.Services.AddKeyedSingleton(pool, database);
        builder.Services.AddSingleton(PostgresFixture.MasterKey);
        builder.Services.AddSingleton(shared ?? new DictionaryCache());
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        if (redis is not null) builder.Services.AddSingleton(redis);
        builder.Services.AddVelroCaching();
        builder.Services.AddSingleton<Measurements>();
        if (configure is not null) builder.Services.Configure(configure);
        if (cache is not null) builder.Services.Configure(cache);

        var node = new Node(builder.Build());
        try
        {
            _ = node.Measured;
            await node._host.StartAsync();
            await node.Follower.CatchUpAsync(TestContext.Current.CancellationToken);
            return node;
        }
        catch
        {
            // A host whose settings are refused has nothing to stop.
            if (node._host is IAsyncDisposable disposable) await disposable.DisposeAsync();
            throw;
        }
    }

    public async Task<Evaluated<TAnswer>> AskAsync<TAnswer>(IQuestion<TAnswer> question, Consistency consistency = default) =>
        await Evaluator.AskAsync<IQuestion<TAnswer>, TAnswer>(question, consistency, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
