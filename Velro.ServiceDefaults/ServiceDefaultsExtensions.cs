using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Http.Resilience;
using Velro.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every process of Velro shares: telemetry, health, service discovery and resilient HTTP clients.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds OpenTelemetry, health checks, service discovery and the standard resilience handler for every <c>HttpClient</c>.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddVelroTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", static () => HealthCheckResult.Healthy(), [DefaultEndpoints.LiveTag]);
        LocalCaller.AddFilter(builder.Services);
        builder.Services.AddDraining();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(static http =>
        {
            http.AddStandardResilienceHandler(static options => options.Retry.DisableForUnsafeHttpMethods());
            http.AddServiceDiscovery();
        });
        return builder;
    }

    private static void AddDraining(this IServiceCollection services)
    {
        services.AddOptions<DrainingOptions>().BindConfiguration(DrainingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Draining>();
        services.AddSingleton<IStartupFilter>(static provider => provider.GetRequiredService<Draining>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<Draining>());
        services.AddHealthChecks().AddCheck<Draining>("draining");
    }

    /// <summary>Maps <c>/health</c>, <c>/alive</c> and <c>/metrics</c>.</summary>
    /// <param name="app">The web application.</param>
    /// <param name="operators">
    /// Who may see the parts of <c>/health</c>, and <c>/metrics</c> from elsewhere than this machine; null: nobody.
    /// </param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app, IOperatorGate? operators = null)
    {
        DefaultEndpoints.Map(app, operators);
        return app;
    }
}
