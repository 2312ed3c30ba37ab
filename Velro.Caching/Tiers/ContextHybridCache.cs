using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>
/// The HybridCache of contexts. It takes its local memory from the services, where whoever adds a memory cache to the process would share
/// it and its limit; so it has services of its own.
/// </summary>
internal sealed class ContextHybridCache(
    LocalCache local, SharedCache shared, IOptions<CacheOptions> options, CacheMetrics metrics, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    /// <summary>Keys are written by <see cref="ContextCache"/>, and are 74 characters long.</summary>
    private const int MaximumKeyLength = 80;

    private readonly ServiceProvider _services = Build(local, shared, options.Value, metrics, time, loggers);

    public HybridCache Cache => _services.GetRequiredService<HybridCache>();

    public void Dispose() => _services.Dispose();

    private static ServiceProvider Build(
        LocalCache local, SharedCache shared, CacheOptions options, CacheMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggers);
        services.AddSingleton(time);
        services.AddSingleton(metrics);
        services.AddSingleton<IMemoryCache>(local);
        services.AddSingleton<IDistributedCache>(shared);
        services.AddHybridCache(hybrid =>
            {
                hybrid.MaximumKeyLength = MaximumKeyLength;

                // What is too large is kept out before (ContextCache.KeepAsync), by what it takes of memory, which is more than its payload.
                hybrid.MaximumPayloadBytes = Math.Min(options.MaximumLocalEntryBytes, Array.MaxLength);
            })
            .AddSerializer<ContextEntry?, ContextEntrySerializer>();
        return services.BuildServiceProvider();
    }
}
