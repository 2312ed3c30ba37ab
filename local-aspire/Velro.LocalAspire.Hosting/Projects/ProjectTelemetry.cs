using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Velro.LocalAspire.Hosting;

namespace Aspire.Hosting;

/// <summary>The variables that make a project send its telemetry to the dashboard, at once in development.</summary>
internal static class ProjectTelemetry
{
    public const string EndpointKey = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    public const string ApiKeyKey = "AppHost:OtlpApiKey";

    private static readonly (string Name, string Value)[] WithoutDelay =
    [
        ("OTEL_BLRP_SCHEDULE_DELAY", "1000"),
        ("OTEL_BSP_SCHEDULE_DELAY", "1000"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
        ("OTEL_TRACES_SAMPLER", "always_on"),
        ("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based"),
    ];

    public static void Apply(IResourceBuilder<ProjectResource> builder)
    {
        builder.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory");
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode) return;

        var isDevelopment = builder.ApplicationBuilder.Environment.IsDevelopment();
        if (isDevelopment)
        {
            builder.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true");
            builder.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "true");
        }

        var configuration = builder.ApplicationBuilder.Configuration;
        builder.WithEnvironment(context => AddExporter(context, configuration, builder.Resource.Name, isDevelopment));
        builder.WithEnvironment("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true");
        builder.WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "simple");
    }

    /// <summary>Nothing without a dashboard to send to: an exporter that fails for ever is only noise.</summary>
    private static void AddExporter(EnvironmentCallbackContext context, ConfigurationManager configuration, string name, bool isDevelopment)
    {
        if (!context.ExecutionContext.Services.GetRequiredService<LocalHostSettings>().HasDashboard) return;
        if (configuration[EndpointKey] is not { Length: > 0 } endpoint) return;
        var variables = context.EnvironmentVariables;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={ReplicaTemplates.InstanceId}";
        variables["OTEL_SERVICE_NAME"] = name;
        if (configuration[ApiKeyKey] is { } key) variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
        if (!isDevelopment) return;
        foreach (var (variable, value) in WithoutDelay) variables[variable] = value;
    }
}
