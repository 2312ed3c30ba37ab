using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;
using Velro.Benchmarks.Decisions;
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
/// A check through the caching tiers, everything warm: the policy set, a user, a generation and its project. What must hold: under 1.5 µs
/// and at most 200 B. The clock stands at a snapshot that is confirmed again and again, as an idle database's is.
/// </summary>
[MemoryDiagnoser]
public class CachedDecisionBenchmarks : IDisposable
{
    private static readonly FeedAnswer Idle = new(
        PostgresSnapshot.Parse("10:10:"), new ServerIncarnation(Guid.NewGuid(), DateTimeOffset.UnixEpoch, 1, 2, 1), DateTimeOffset.UtcNow, []);

    private readonly ServiceProvider _services = Build();
    private readonly Timer _polls;
    private readonly Evaluator _evaluator;
    private readonly ContextFetcher _fetcher;
    private readonly DecisionQuestion _question = new(Worlds.Id("user", 0), "write", Worlds.Id("image", 0));
    private readonly ContextKey[] _keys;

    /// <summary>Brings everything into the caches.</summary>
    public CachedDecisionBenchmarks()
    {
        var clock = _services.GetRequiredService<RevisionClock>();
        clock.StartOver(new FeedLoad(Idle with { DatabaseTime = DateTimeOffset.UtcNow }, new SlotSums(), 0), Trip());
        _polls = new Timer(
            _ => clock.TryTake(Idle with { DatabaseTime = DateTimeOffset.UtcNow }, clock.Current!, Trip()), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
        _evaluator = _services.GetRequiredService<Evaluator>();
        _fetcher = _services.GetRequiredService<ContextFetcher>();

        var (memo, cache) = (_services.GetRequiredService<ContextMemo>(), _services.GetRequiredService<ContextCache>());
        Membership[] memberships = [.. Enumerable.Range(0, 5).Select(static i => new Membership(Worlds.Id("team", i), Role.Contributor, null))];
        Grant[] grants = [new Grant(GranteeKind.User, Worlds.Id("user", 0), Role.Editor, null)];
        Context[] contexts =
        [
            new PolicySetContext(PolicySet.Empty),
            new UserContext(Worlds.Id("user", 0), AccountState.Active, false, [.. memberships]),
            new ProjectContext(Worlds.Id("project", 0), Worlds.Id("user", 9), Visibility.Private, [.. grants], []),
            new GenerationContext(
                Worlds.Id("image", 0), Worlds.Id("user", 9), Worlds.Id("project", 0), null, Inheritance.None, Visibility.Inherit, false, [], []),
        ];
        _keys =
        [
            ContextKey.PolicySet, ContextKey.User(Worlds.Id("user", 0)), ContextKey.Project(Worlds.Id("project", 0)), ContextKey.Generation(Worlds.Id("image", 0)),
        ];
        for (var i = 0; i < _keys.Length; i++)
        {
            var entry = new ContextEntry(_keys[i], new Stamp(clock.Current!.EpochOf(_keys[i].Kind), 0), contexts[i]);
            memo.Keep(entry);
            _ = cache.KeepAsync(entry).AsTask();
        }
    }

    /// <summary>Everything in the memo.</summary>
    [Benchmark(Baseline = true)]
    public bool Warm()
    {
        var asked = _evaluator.AskAsync<DecisionQuestion, bool>(_question, Consistency.MinimizeLatency, CancellationToken.None);
        return asked.IsCompletedSuccessfully && asked.GetAwaiter().GetResult().Answer ? true : throw new InvalidOperationException("It is not warm.");
    }

    /// <summary>The four contexts from HybridCache, as when the memo has let go of them.</summary>
    [Benchmark]
    public int FromHybridCache()
    {
        var fetched = _fetcher.FetchAsync(_keys, CancellationToken.None);
        return fetched.IsCompletedSuccessfully && fetched.GetAwaiter().GetResult() is { Count: 4 } all ? all.Count : throw new InvalidOperationException("It is not warm.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _polls.Dispose();
        _services.Dispose();
        GC.SuppressFinalize(this);
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
