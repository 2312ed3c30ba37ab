using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Caching.Monitoring;
using Velro.Caching.Tiers;
using Velro.Data.Contexts;
using Velro.Data.Feed;
using Velro.Data.Pools;
using Velro.Data.Secrets;
using Velro.Data.Transactions;

namespace Velro.Caching;

/// <summary>Registers the revision clock, the caching tiers and the evaluator.</summary>
public static class CachingServices
{
    /// <summary>The health check that says whether this node answers.</summary>
    public const string HealthCheck = "evaluation";

    /// <summary>
    /// Adds what a node needs to answer questions. The pools of the primary (<see cref="PoolNames"/>), an <see cref="IDistributedCache"/>
    /// and a <see cref="MasterKey"/> are registered by the caller.
    /// </summary>
    public static IServiceCollection AddVelroCaching(this IServiceCollection services)
    {
        services.AddOptions<ClockOptions>().BindConfiguration(ClockOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CacheOptions>().BindConfiguration(CacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ContextLoader>();
        services.AddSingleton<WriteTraces>();
        services.AddClock();
        services.AddTiers();
        services.AddSingleton(static provider => new Evaluator(
            provider.GetRequiredService<RevisionClock>(),
            provider.GetRequiredService<ClockHealth>(),
            provider.GetRequiredService<ClockFollower>(),
            provider.GetRequiredService<ContextMemo>(),
            provider.GetRequiredService<ContextFetcher>(),
            provider.GetRequiredService<WriteTraces>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ClockOptions>>(),
            provider.GetRequiredService<CacheMetrics>()));
        services.AddSingleton<SnapshotEvaluator>();
        services.AddMonitoring();
        return services;
    }

    private static void AddClock(this IServiceCollection services)
    {
        services.AddSingleton<RevisionClock>();
        services.AddSingleton<ClockHealth>();
        services.AddHostedService<ClockModeReporter>();
        services.AddSingleton<ClockFollower>();
        services.AddHostedService(static provider => provider.GetRequiredService<ClockFollower>());
        services.AddSingleton<ChangeHints>();
        services.AddSingleton<ICommitObserver>(static provider => provider.GetRequiredService<ChangeHints>());
        services.AddHostedService(static provider => provider.GetRequiredService<ChangeHints>());
        services.AddHealthChecks().AddCheck<EvaluationHealthCheck>(HealthCheck);
    }

    private static void AddMonitoring(this IServiceCollection services)
    {
        services.AddOptions<MonitorOptions>().BindConfiguration(MonitorOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RecentQuestions>();
        services.AddSingleton<ConsistencyCheck>();
        services.AddSingleton<ConsistencyMonitor>();
        services.AddHostedService(static provider => provider.GetRequiredService<ConsistencyMonitor>());
    }

    private static void AddTiers(this IServiceCollection services)
    {
        services.AddSingleton<PayloadSeal>();
        services.AddSingleton<ForgedPayloads>();
        services.AddSingleton<IHostedService>(static provider => new ForgeryReporter(
            provider.GetRequiredService<ForgedPayloads>(),
            new Store(provider.GetRequiredKeyedService<NpgsqlDataSource>(PoolNames.Audit), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SharedCache>();
        services.AddSingleton<LocalShares>();
        services.AddSingleton<LocalSample>();
        services.AddSingleton<LocalCache>();
        services.AddSingleton<ContextHybridCache>();
        services.AddSingleton<SlotSharing>();
        services.AddSingleton<ContextMemo>();
        services.AddSingleton(static provider => new SharedCacheWriter(
            provider.GetRequiredService<ContextHybridCache>().Cache,
            provider.GetRequiredService<IOptions<CacheOptions>>(),
            provider.GetRequiredService<CacheMetrics>()));
        services.AddHostedService(static provider => provider.GetRequiredService<SharedCacheWriter>());
        services.AddSingleton(static provider => new ContextCache(
            provider.GetRequiredService<ContextHybridCache>().Cache,
            provider.GetRequiredService<IOptions<CacheOptions>>(),
            provider.GetRequiredService<SharedCacheWriter>(),
            provider.GetRequiredService<LocalSample>(),
            provider.GetRequiredService<CacheMetrics>()));
        services.AddSingleton(static provider => new LocalContexts(
            provider.GetRequiredService<RevisionClock>(),
            provider.GetRequiredService<ContextMemo>(),
            provider.GetRequiredService<ContextCache>()));
        services.AddSingleton<GuardedLoader>();
        services.AddSingleton<ContextFetcher>();
        services.AddSingleton(static provider => new CacheWarmup(provider.GetRequiredService<ContextFetcher>()));
    }
}
