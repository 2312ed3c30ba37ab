using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Velro.ServiceDefaults.Processes;
using Velro.ServiceDefaults.Tracing;

namespace Velro.ServiceDefaults;

/// <summary>OpenTelemetry for logs, metrics and traces, exported over OTLP when an endpoint is configured.</summary>
internal static class Telemetry
{
    /// <summary>Every meter and activity source of Velro's own has a name that begins so.</summary>
    private const string VelroSources = "Velro.*";

    /// <summary>
    /// The server's meters that say something about it. Not among them are those of routing and of the memory pool: each block of memory that a
    /// request passes through is counted there, which cost a check more than its decision did.
    /// </summary>
    private static readonly string[] ServerMeters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Identity",
    ];

    public static void AddVelroTelemetry(this IHostApplicationBuilder builder)
    {
        // One event is one line there, whatever people chose that is in it; the console of a developer is to be read.
        if (!builder.Environment.IsDevelopment()) builder.Logging.AddJsonConsole();
        builder.Logging.AddOpenTelemetry(static logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        builder.AddVerdicts();
        builder.Services.AddProcessMetrics();
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(ServerMeters)
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(VelroSources)
                .AddExemplars(builder.Configuration)
                .AddPrometheusExporter())
            .WithTracing(tracing => tracing
                .SetSampler(SamplerOf)
                .AddProcessor(new TailProcessor())
                // Probes come every few seconds from every prober: their traces would hide the others.
                .AddSource(builder.Environment.ApplicationName, VelroSources)
                .AddAspNetCoreInstrumentation(static options => options.Filter = static http => !DefaultEndpoints.AreAt(http.Request.Path))
                .AddHttpClientInstrumentation());

        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) telemetry.UseOtlpExporter();
    }

    private static void AddVerdicts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TracingOptions>()
            .BindConfiguration(TracingOptions.Section).ValidateDataAnnotations().ValidateOnStart()
            .PostConfigure<IConfiguration, IHostEnvironment>(static (options, configuration, environment) => options.Complete(configuration, environment));
        builder.Services.AddSingleton<TraceMetrics>();
        RequestVerdicts.Add(builder.Services);
    }

    private static Sampler SamplerOf(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<TracingOptions>>().Value;
        if (options.IsOff) return new AlwaysOffSampler();
        return new HeadSampler(options.SampleRatio!.Value, new CallerAllowance(options.CallerSampledPerSecond, TimeProvider.System));
    }

    /// <summary>
    /// A histogram's buckets keep the trace of one measurement each: the way from a slow percentile to a slow request. The standard
    /// variable chooses otherwise (<c>always_off</c>, <c>always_on</c>); code would override it, so it is looked at first.
    /// </summary>
    private static MeterProviderBuilder AddExemplars(this MeterProviderBuilder metrics, IConfiguration configuration) =>
        string.IsNullOrWhiteSpace(configuration["OTEL_METRICS_EXEMPLAR_FILTER"])
            ? metrics.SetExemplarFilter(ExemplarFilterType.TraceBased)
            : metrics;
}
