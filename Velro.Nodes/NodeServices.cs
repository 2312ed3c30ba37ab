using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Velro.Data.Nodes;
using Velro.Nodes.Adaptation;
using Velro.Nodes.Foresight;
using Velro.Nodes.Reports;
using Velro.Nodes.Samples;

namespace Velro.Nodes;

/// <summary>Registers what a process says of itself, adapts by itself and sees ahead.</summary>
public static class NodeServices
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Velro.Nodes";

    /// <summary>Adds it. The pools and the caching tiers are registered by the caller.</summary>
    /// <param name="services">The process.</param>
    /// <param name="process">What it is: <c>authapi</c> or <c>warmer</c>.</param>
    public static IServiceCollection AddVelroNodes(this IServiceCollection services, string process)
    {
        services.AddOptions<SampleOptions>().BindConfiguration(SampleOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AdaptationOptions>().BindConfiguration(AdaptationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ForecastOptions>().BindConfiguration(ForecastOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new NodeIdentity(
            process, provider.GetRequiredService<IOptions<SampleOptions>>(), provider.GetRequiredService<IConfiguration>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NodeTable>();
        services.AddSingleton<MetricRecorder>();
        services.AddSingleton<NodeStatuses>();
        services.AddSingleton<ForecastMonitor>();
        services.AddSingleton<IKnob, PollIntervalKnob>();
        services.AddSingleton<IKnob, LocalShareKnob>();
        services.AddSingleton<AdaptationLoop>();
        services.AddOptions<ReportTargets>().BindConfiguration(ReportTargets.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ReportSource>();
        services.AddHostedService(static provider => provider.GetRequiredService<AdaptationLoop>());
        services.AddHostedService<NodeReporter>();
        return services;
    }
}
