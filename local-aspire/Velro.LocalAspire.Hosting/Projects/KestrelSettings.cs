using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>What a project's own settings tell Kestrel.</summary>
internal static class KestrelSettings
{
    /// <summary>Whether all endpoints of the project speak HTTP/2 only.</summary>
    public static bool IsHttp2Only(string project, string projectPath, ProjectResourceOptions options)
    {
        var folder = Path.GetDirectoryName(projectPath)!;
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(folder, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(folder, $"appsettings.{environment}.json"), optional: true)
            .Build();
        var endpoints = settings.GetSection("Kestrel:Endpoints").GetChildren();
        if (!options.ExcludeKestrelEndpoints && endpoints.Any(endpoint => endpoint["Url"] is not null))
        {
            throw new DistributedApplicationException(
                $"The settings of '{project}' give Kestrel endpoints, which the local host does not read. Give them in the launch "
                + "profile's applicationUrl or with WithHttpEndpoint; set ExcludeKestrelEndpoints when the project's own shall not count.");
        }

        return settings["Kestrel:EndpointDefaults:Protocols"] == "Http2";
    }
}
