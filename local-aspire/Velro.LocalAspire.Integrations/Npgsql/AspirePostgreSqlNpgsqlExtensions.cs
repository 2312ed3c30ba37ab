using Aspire.Npgsql;
using HealthChecks.NpgSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Velro.LocalAspire.Integrations;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds an <see cref="NpgsqlDataSource"/> with its health check, spans and metrics.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private const string Section = "Aspire:Npgsql";

    /// <summary>
    /// Adds the data source for <c>ConnectionStrings:&lt;connectionName&gt;</c>, with settings from <c>Aspire:Npgsql</c> and
    /// <c>Aspire:Npgsql:&lt;connectionName&gt;</c>.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings after they were read.</param>
    /// <param name="configureDataSourceBuilder">Changes the data source when it is built, on its first use.</param>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        Add(builder, connectionName, serviceKey: null, configureSettings, configureDataSourceBuilder);

    /// <summary>Adds a data source as a keyed service: the name is its key and that of its connection string.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">The service key, and the name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings after they were read.</param>
    /// <param name="configureDataSourceBuilder">Changes the data source when it is built, on its first use.</param>
    public static void AddKeyedNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string name,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Add(builder, name, serviceKey: name, configureSettings, configureDataSourceBuilder);
    }

    private static void Add(
        IHostApplicationBuilder builder,
        string connectionName,
        string? serviceKey,
        Action<NpgsqlSettings>? configureSettings,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = IntegrationSettings.Read(
            builder.Configuration, Section, connectionName, static (read, value) => read.ConnectionString = value, configureSettings);

        // The connection string is checked on first use, when the host's logging is there to tell of it.
        builder.Services.AddNpgsqlDataSource(
            settings.ConnectionString ?? "",
            dataSource =>
            {
                RequireConnectionString(settings, connectionName);
                configureDataSourceBuilder?.Invoke(dataSource);
            },
            serviceKey: serviceKey);

        if (!settings.DisableHealthChecks) AddHealthCheck(builder, serviceKey);
        if (!settings.DisableTracing) builder.Services.AddOpenTelemetry().WithTracing(static tracing => tracing.AddNpgsql());
        if (!settings.DisableMetrics) builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddNpgsqlInstrumentation());
    }

    private static void RequireConnectionString(NpgsqlSettings settings, string connectionName)
    {
        if (!string.IsNullOrWhiteSpace(settings.ConnectionString)) return;
        throw new InvalidOperationException(
            $"There is no connection string for Postgres: set 'ConnectionStrings:{connectionName}', or '{Section}:ConnectionString'.");
    }

    private static void AddHealthCheck(IHostApplicationBuilder builder, string? serviceKey) =>
        builder.TryAddHealthCheck(serviceKey is null ? "PostgreSql" : $"PostgreSql_{serviceKey}", (checks, name) => checks.Add(
            new HealthCheckRegistration(
                name,
                services => new NpgSqlHealthCheck(new(services.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey))),
                failureStatus: null,
                tags: null)));
}
