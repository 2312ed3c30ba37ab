using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Velro.LocalAspire.Integrations;

/// <summary>Health checks that an integration adds once, however often it is called with the same name.</summary>
internal static class IntegrationHealthChecks
{
    /// <summary>Adds the check unless an integration added one of this name before: two of one name fail when the report is made.</summary>
    public static void TryAddHealthCheck(this IHostApplicationBuilder builder, string name, Action<IHealthChecksBuilder, string> add)
    {
        if (!builder.Properties.TryAdd($"Aspire.HealthChecks.{name}", true)) return;
        add(builder.Services.AddHealthChecks(), name);
    }
}
