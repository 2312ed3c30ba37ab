using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Velro.LocalAspire.Hosting;

namespace Velro.LocalAspire.Tests.Model;

/// <summary>The model of an application that would run: described, never started.</summary>
internal static class RunModeModel
{
    public static DistributedApplicationBuilder Builder(params string[] args)
    {
        var builder = new DistributedApplicationBuilder(["--applicationName", "Sample.AppHost", "--environment", "Development", .. args]);
        builder.ExecutionContext.Connect(
            new ServiceCollection().AddSingleton(new LocalHostSettings(false, true, HasDashboard: true)).BuildServiceProvider());
        return builder;
    }

    public static Task<Dictionary<string, string>> EnvironmentOfAsync<T>(IResourceBuilder<T> resource) where T : IResource =>
        ResourceConfiguration.ResolveEnvironmentAsync(
            resource.Resource, resource.ApplicationBuilder.ExecutionContext, NullLogger.Instance, TestContext.Current.CancellationToken);

    public static void Allocate(IResource resource, int port, string? targetPort = null)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            endpoint.AllocatedEndpoint = new(endpoint, "localhost", port, targetPort ?? ReplicaTemplates.TargetPort(endpoint.Name));
    }
}

internal sealed class WebProject : IProjectMetadata
{
    public string ProjectPath => "/src/Web/Web.csproj";

    public LaunchSettings LaunchSettings => new()
    {
        Profiles = new()
        {
            ["iis"] = new() { CommandName = "IISExpress", ApplicationUrl = "http://localhost:1" },
            ["http"] = new()
            {
                CommandName = "Project",
                ApplicationUrl = "http://localhost:5080;http://localhost:5081",
                EnvironmentVariables = new() { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["OWN"] = "profile" },
            },
        },
    };
}
