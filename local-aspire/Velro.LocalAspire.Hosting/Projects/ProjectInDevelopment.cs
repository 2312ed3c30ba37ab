using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting;

/// <summary>A project that runs here: the endpoints and variables of its launch profile, and the ports it listens on.</summary>
internal static class ProjectInDevelopment
{
    public static void Apply(IResourceBuilder<ProjectResource> builder, NamedLaunchProfile? chosen, string? transport)
    {
        builder.WithEnvironment(context => AddUrls(context, builder.Resource));
        if (chosen is null) return;

        AddEndpoints(builder, chosen.Profile, transport);
        builder.WithEnvironment(context =>
        {
            context.EnvironmentVariables.TryAdd("DOTNET_LAUNCH_PROFILE", chosen.Name);
            foreach (var (name, value) in chosen.Profile.EnvironmentVariables)
                context.EnvironmentVariables.TryAdd(name, Environment.ExpandEnvironmentVariables(value));
        });
    }

    /// <summary>One endpoint for each URL, named by the scheme; a second of the same scheme is <c>http2</c>, and so on.</summary>
    private static void AddEndpoints(IResourceBuilder<ProjectResource> builder, LaunchProfile profile, string? transport)
    {
        var urls = profile.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(BindingAddress.Parse) ?? [];
        foreach (var (scheme, ofScheme) in urls.GroupBy(url => url.Scheme).Select(group => (group.Key, group.ToList())))
        {
            for (var i = 0; i < ofScheme.Count; i++)
            {
                var url = ofScheme[i];
                builder.WithEndpoint(i == 0 ? scheme : $"{scheme}{i + 1}", endpoint =>
                {
                    endpoint.Port = url.Port;
                    endpoint.TargetHost = url.Host;
                    endpoint.UriScheme = scheme;
                    endpoint.FromLaunchProfile = true;
                    if (transport is not null) endpoint.Transport = transport;
                });
            }
        }
    }

    private static void AddUrls(EnvironmentCallbackContext context, ProjectResource project)
    {
        if (context.EnvironmentVariables.ContainsKey("ASPNETCORE_URLS")) return;
        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in ProjectDefaults.ListenedTo(project))
        {
            if (!urls.IsEmpty) urls.AppendLiteral(";");
            if (endpoint.IsHttps) context.EnvironmentVariables.TryAdd("ASPNETCORE_HTTPS_PORT", endpoint.Property(EndpointProperty.Port));
            var port = endpoint.Property(EndpointProperty.TargetPort);
            urls.Append($"{endpoint.Property(EndpointProperty.Scheme)}://{endpoint.EndpointAnnotation.TargetHost}:{port}");
        }

        if (!urls.IsEmpty) context.EnvironmentVariables["ASPNETCORE_URLS"] = urls.Build();
    }
}
