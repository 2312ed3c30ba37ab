using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Velro.LocalAspire.Integrations.Redis;

/// <summary>Adds one connection, keyed or not, and all that belongs to it.</summary>
internal static class RedisClientRegistration
{
    private const string Section = "Aspire:StackExchange:Redis";

    public static AspireRedisClientBuilder Add(
        IHostApplicationBuilder builder,
        string connectionName,
        string? serviceKey,
        Action<StackExchangeRedisSettings>? configureSettings,
        Action<ConfigurationOptions>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = IntegrationSettings.Read(
            builder.Configuration, Section, connectionName, static (read, value) => read.ConnectionString = value, configureSettings);

        AddOptions(builder, settings, connectionName, serviceKey, configureOptions);
        AddConnection(builder.Services, settings, connectionName, serviceKey);
        if (!settings.DisableTracing) RedisTracing.Add(builder);
        if (!settings.DisableHealthChecks) AddHealthCheck(builder, serviceKey);
        return new AspireRedisClientBuilder(builder, settings, serviceKey);
    }

    private static void AddOptions(
        IHostApplicationBuilder builder,
        StackExchangeRedisSettings settings,
        string connectionName,
        string? serviceKey,
        Action<ConfigurationOptions>? configureOptions)
    {
        var name = OptionsName(serviceKey);
        var section = builder.Configuration.GetSection(Section);
        builder.Services.AddSingleton(new RedisConnectionSettings(name, settings));
        builder.Services.TryAddTransient<IOptionsFactory<ConfigurationOptions>, RedisOptionsFactory>();
        builder.Services.Configure<ConfigurationOptions>(name, options =>
        {
            section.GetSection("ConfigurationOptions").Bind(options);
            section.GetSection(connectionName).GetSection("ConfigurationOptions").Bind(options);
            configureOptions?.Invoke(options);
        });
    }

    private static void AddConnection(
        IServiceCollection services, StackExchangeRedisSettings settings, string connectionName, string? serviceKey)
    {
        if (serviceKey is null)
        {
            services.AddSingleton<IConnectionMultiplexer>(provider => Connect(provider, connectionName, serviceKey));
            if (!settings.DisableAutoActivation) services.ActivateSingleton<IConnectionMultiplexer>();
        }
        else
        {
            services.AddKeyedSingleton<IConnectionMultiplexer>(serviceKey, (provider, _) => Connect(provider, connectionName, serviceKey));
            if (!settings.DisableAutoActivation) services.ActivateKeyedSingleton<IConnectionMultiplexer>(serviceKey);
        }
    }

    private static ConnectionMultiplexer Connect(IServiceProvider services, string connectionName, string? serviceKey)
    {
        var options = services.GetRequiredService<IOptionsMonitor<ConfigurationOptions>>().Get(OptionsName(serviceKey));
        if (options.EndPoints.Count == 0)
        {
            throw new InvalidOperationException(
                $"There is no Redis server to connect to: set 'ConnectionStrings:{connectionName}' (host:port,password=…), " +
                $"or '{Section}:ConnectionString'.");
        }

        options.LoggerFactory ??= services.GetService<ILoggerFactory>();
        var connection = ConnectionMultiplexer.Connect(options);
        services.GetService<RedisCommandSpans>()?.Watch(connection);
        return connection;
    }

    // The check asks for the connection itself, so that a server that cannot be reached is its finding and not a failed start.
    private static void AddHealthCheck(IHostApplicationBuilder builder, string? serviceKey) =>
        builder.TryAddHealthCheck(
            serviceKey is null ? "StackExchange.Redis" : $"StackExchange.Redis_{serviceKey}",
            (checks, name) => checks.AddRedis(services => services.GetRequiredKeyedService<IConnectionMultiplexer>(serviceKey), name));

    private static string OptionsName(string? serviceKey) => serviceKey ?? Options.DefaultName;
}
