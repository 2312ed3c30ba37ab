using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Entries;
using Velro.Caching.Evaluations;
using Velro.Caching.Tiers;
using Velro.Data.Feed;
using Velro.Data.Pools;
using Velro.Data.Secrets;

namespace Velro.Benchmarks.Caching;

/// <summary>
/// A node with what it is given in its caches and no database. Its clock stands at a snapshot that is confirmed again and again, as that of
/// a database is in which nothing changes.
/// </summary>
internal sealed class IdleNode : IDisposable
{
    private static readonly FeedAnswer Idle = new(
        PostgresSnapshot.Parse("10:10:"),
        new ServerIncarnation(Guid.NewGuid(), DateTimeOffset.UnixEpoch, 1, 2, 1),
        DateTimeOffset.UtcNow,
        []);

    private readonly ServiceProvider _services = Build();
    private readonly RevisionClock _clock;
    private readonly Timer _polls;

    public IdleNode()
    {
        _clock = _services.GetRequiredService<RevisionClock>();
        _clock.StartOver(new FeedLoad(Idle with { DatabaseTime = DateTimeOffset.UtcNow }, new SlotSums(), 0), Trip());
        _polls = new Timer(
            _ => _clock.TryTake(Idle with { DatabaseTime = DateTimeOffset.UtcNow }, _clock.Current!, Trip()),
            null,
            TimeSpan.Zero,
            TimeSpan.FromMilliseconds(250));
    }

    public Evaluator Evaluator => _services.GetRequiredService<Evaluator>();

    public ContextFetcher Fetcher => _services.GetRequiredService<ContextFetcher>();

    public MasterKey MasterKey => _services.GetRequiredService<MasterKey>();

    /// <summary>Brings a context into the memo and the local cache.</summary>
    public void Keep(ContextKey key, Context content)
    {
        var entry = new ContextEntry(key, new Stamp(_clock.Current!.EpochOf(key.Kind), 0), content);
        _services.GetRequiredService<ContextMemo>().Keep(entry);
        _ = _services.GetRequiredService<ContextCache>().KeepAsync(entry).AsTask();
    }

    public void Dispose()
    {
        _polls.Dispose();
        _services.Dispose();
    }

    private static RoundTrip Trip() => new(Moment.Now(TimeProvider.System), Moment.Now(TimeProvider.System));

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.ClearProviders());
        services.AddMetrics();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        foreach (var pool in PoolNames.All) services.AddKeyedSingleton(pool, NpgsqlDataSource.Create("Host=nobody-asks.invalid"));
        services.AddSingleton(new MasterKey("a-master-key-of-32-characters-or-more"));
        services.AddSingleton<IDistributedCache>(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));
        services.AddVelroCaching();
        return services.BuildServiceProvider();
    }
}
