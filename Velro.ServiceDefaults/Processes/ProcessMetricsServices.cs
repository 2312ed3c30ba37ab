using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Velro.ServiceDefaults.Processes;

/// <summary>Registers what a process says of itself.</summary>
internal static class ProcessMetricsServices
{
    /// <summary>How often the parts are looked at for it: often enough that two scrapes in a row rarely see the same look.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public static void AddProcessMetrics(this IServiceCollection services)
    {
        services.AddSingleton<IHealthCheckPublisher, ProcessMetrics>();
        services.Configure<HealthCheckPublisherOptions>(static options => (options.Delay, options.Period) = (TimeSpan.FromSeconds(1), Interval));
    }
}
