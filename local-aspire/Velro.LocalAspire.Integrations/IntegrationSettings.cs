using Microsoft.Extensions.Configuration;

namespace Velro.LocalAspire.Integrations;

/// <summary>The order in which an integration's settings are read; the later one wins.</summary>
internal static class IntegrationSettings
{
    /// <summary>
    /// The integration's section, its part for this connection, <c>ConnectionStrings:&lt;name&gt;</c>, and last the caller's own word.
    /// </summary>
    public static TSettings Read<TSettings>(
        IConfiguration configuration,
        string section,
        string connectionName,
        Action<TSettings, string> setConnectionString,
        Action<TSettings>? configure) where TSettings : new()
    {
        var settings = new TSettings();
        configuration.GetSection(section).Bind(settings);
        configuration.GetSection(section).GetSection(connectionName).Bind(settings);
        if (configuration.GetConnectionString(connectionName) is { } connectionString) setConnectionString(settings, connectionString);
        configure?.Invoke(settings);
        return settings;
    }
}
