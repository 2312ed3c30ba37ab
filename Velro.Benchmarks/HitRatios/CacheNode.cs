using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Caching.Tiers;
using Velro.Data.Pools;
using Velro.Data.Secrets;

namespace Velro.Benchmarks.HitRatios;

/// <summary>One node over a database: a clock, caches and an evaluator, as a process of the API has them.</summary>
internal sealed class CacheNode : IAsyncDisposable
{
    private readonly IHost _host;

    private CacheNode(IHost host) => _host = host;

    public Evaluator Evaluator => _host.Services.GetRequiredService<Evaluator>();

    public long HeldBytes => _host.Services.GetRequiredService<LocalCache>().HeldBytes + _host.Services.GetRequiredService<ContextMemo>().HeldBytes;

    public static async Task<CacheNode> StartAsync(NpgsqlDataSource database, IDistributedCache shared, long maximumLocalBytes)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        foreach (var pool in PoolNames.All) builder.Services.AddKeyedSingleton(pool, database);
        builder.Services.AddSingleton(new MasterKey("a-master-key-of-32-characters-or-more"));
        builder.Services.AddSingleton(shared);
        builder.Services.AddVelroCaching();

        // A machine that is busy with measuring may be late with everything; what is measured is where things are found.
        builder.Services.Configure<ClockOptions>(static clock => clock.DegradedAfter = TimeSpan.FromSeconds(30));
        builder.Services.Configure<CacheOptions>(cache => (cache.MaximumLocalBytes, cache.LoadTimeout) = (maximumLocalBytes, TimeSpan.FromMinutes(1)));
        var node = new CacheNode(builder.Build());
        await node._host.StartAsync();
        await node._host.Services.GetRequiredService<ClockFollower>().CatchUpAsync(CancellationToken.None);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
