using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Velro.LocalAspire.Hosting;

/// <summary>How the local host runs an application: as a developer's own, or as one of several in tests.</summary>
/// <param name="RandomizePorts">Whether every endpoint gets a free port, whatever port it asks for.</param>
/// <param name="ThrowAwayState">Whether data and generated parameters go with the application: a folder of its own, then deleted.</param>
/// <param name="HasDashboard">Whether the dashboard is served.</param>
internal sealed record LocalHostSettings(bool RandomizePorts, bool ThrowAwayState, bool HasDashboard)
{
    /// <summary>Aspire's own key for free ports.</summary>
    public const string RandomizePortsKey = "DcpPublisher:RandomizePorts";

    public const string ThrowAwayStateKey = "Velro:LocalAspire:ThrowAwayState";

    public static LocalHostSettings From(IConfiguration configuration, DistributedApplicationOptions options) => new(
        configuration.GetValue(RandomizePortsKey, false),
        configuration.GetValue(ThrowAwayStateKey, false),
        !options.DisableDashboard);
}
