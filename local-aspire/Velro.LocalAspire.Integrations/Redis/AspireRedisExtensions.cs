using Aspire.StackExchange.Redis;
using StackExchange.Redis;
using Velro.LocalAspire.Integrations.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds an <see cref="IConnectionMultiplexer"/> with its health check and spans.</summary>
public static class AspireRedisExtensions
{
    /// <summary>
    /// Adds the connection for <c>ConnectionStrings:&lt;connectionName&gt;</c>, with settings from <c>Aspire:StackExchange:Redis</c> and
    /// <c>Aspire:StackExchange:Redis:&lt;connectionName&gt;</c>.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings after they were read.</param>
    /// <param name="configureOptions">Changes the connection's options after they were read.</param>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        builder.AddRedisClientBuilder(connectionName, configureSettings, configureOptions);

    /// <summary>As <see cref="AddRedisClient"/>, and gives a builder to add a distributed cache on the same connection.</summary>
    /// <inheritdoc cref="AddRedisClient" path="/param"/>
    public static AspireRedisClientBuilder AddRedisClientBuilder(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        RedisClientRegistration.Add(builder, connectionName, serviceKey: null, configureSettings, configureOptions);

    /// <summary>Adds a connection as a keyed service: the name is its key and that of its connection string.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">The service key, and the name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings after they were read.</param>
    /// <param name="configureOptions">Changes the connection's options after they were read.</param>
    public static void AddKeyedRedisClient(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        builder.AddKeyedRedisClientBuilder(name, configureSettings, configureOptions);

    /// <summary>As <see cref="AddKeyedRedisClient"/>, and gives a builder to add a distributed cache on the same connection.</summary>
    /// <inheritdoc cref="AddKeyedRedisClient" path="/param"/>
    public static AspireRedisClientBuilder AddKeyedRedisClientBuilder(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return RedisClientRegistration.Add(builder, name, serviceKey: name, configureSettings, configureOptions);
    }
}
