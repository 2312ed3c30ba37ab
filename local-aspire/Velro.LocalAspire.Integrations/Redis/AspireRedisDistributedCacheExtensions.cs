using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds an <see cref="IDistributedCache"/> on a Redis connection.</summary>
public static class AspireRedisDistributedCacheExtensions
{
    /// <summary>Adds the connection, as <c>AddRedisClient</c> does, and a distributed cache on it.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings after they were read.</param>
    /// <param name="configureOptions">Changes the connection's options after they were read.</param>
    public static void AddRedisDistributedCache(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        builder.AddRedisClientBuilder(connectionName, configureSettings, configureOptions).WithDistributedCache();

    /// <summary>Adds a keyed connection, as <c>AddKeyedRedisClient</c> does, and an unkeyed distributed cache on it.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">The connection's service key, and the name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings after they were read.</param>
    /// <param name="configureOptions">Changes the connection's options after they were read.</param>
    public static void AddKeyedRedisDistributedCache(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        builder.AddKeyedRedisClientBuilder(name, configureSettings, configureOptions).WithDistributedCache();

    /// <summary>Adds a distributed cache on this connection.</summary>
    /// <param name="builder">The connection.</param>
    /// <param name="configureOptions">Changes the cache's options.</param>
    public static AspireRedisClientBuilder WithDistributedCache(
        this AspireRedisClientBuilder builder, Action<RedisCacheOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.HostBuilder.Services;
        services.AddStackExchangeRedisCache(static _ => { });
        services.AddOptions<RedisCacheOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.ConnectionMultiplexerFactory = () => Task.FromResult(Connection(provider, builder));
            configureOptions?.Invoke(options);
        });
        return builder;
    }

    /// <summary>Adds a keyed distributed cache on this connection; several with different options can share one connection.</summary>
    /// <param name="builder">The connection.</param>
    /// <param name="name">The cache's service key.</param>
    /// <param name="configureOptions">Changes the cache's options.</param>
    public static AspireRedisClientBuilder WithKeyedDistributedCache(
        this AspireRedisClientBuilder builder, string name, Action<RedisCacheOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var services = builder.HostBuilder.Services;
        if (configureOptions is not null) services.Configure(name, configureOptions);

        // AddStackExchangeRedisCache knows one cache per host, so a keyed one is made here.
        services.AddKeyedSingleton<IDistributedCache>(name, (provider, _) =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<RedisCacheOptions>>().Get(name);
            options.ConnectionMultiplexerFactory = () => Task.FromResult(Connection(provider, builder));
            return new RedisCache(options);
        });
        return builder;
    }

    private static IConnectionMultiplexer Connection(IServiceProvider services, AspireRedisClientBuilder builder) =>
        services.GetRequiredKeyedService<IConnectionMultiplexer>(builder.ServiceKey);
}
