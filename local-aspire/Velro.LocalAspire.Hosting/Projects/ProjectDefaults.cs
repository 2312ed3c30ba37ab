using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>
/// What every project gets without asking: telemetry, endpoints of its launch profile and the variables that make it listen.
/// </summary>
internal static class ProjectDefaults
{
    public static IResourceBuilder<ProjectResource> Apply(
        IResourceBuilder<ProjectResource> builder, IProjectMetadata metadata, ProjectResourceOptions options)
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        var appHostProfile = configuration["AppHost:DefaultLaunchProfileName"] ?? configuration["DOTNET_LAUNCH_PROFILE"];
        var name = builder.Resource.Name;
        var chosen = LaunchProfiles.Choose(name, metadata, options, appHostProfile);
        var transport = KestrelSettings.IsHttp2Only(name, metadata.ProjectPath, options) ? "http2" : null;
        if (chosen is not null) builder.WithAnnotation(chosen);

        ProjectTelemetry.Apply(builder);
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode) ProjectInDeployment.Apply(builder, chosen, transport);
        else ProjectInDevelopment.Apply(builder, chosen, transport);
        return builder;
    }

    /// <summary>
    /// The endpoints that Kestrel listens on: of HTTP, and without a variable of their own that tells the project their port.
    /// </summary>
    public static IEnumerable<EndpointReference> ListenedTo(ProjectResource project) =>
        project.GetEndpoints().Where(endpoint => endpoint.EndpointAnnotation is { IsHttpScheme: true, TargetPortVariable: null });
}
