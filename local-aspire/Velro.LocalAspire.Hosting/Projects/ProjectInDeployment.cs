using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>
/// A project in the manifest. The ports of a launch profile are a developer's; of the profile counts only whether the project
/// serves HTTP, and then it gets an <c>http</c> and an <c>https</c> endpoint whose ports the deployment chooses.
/// </summary>
internal static class ProjectInDeployment
{
    public static void Apply(IResourceBuilder<ProjectResource> builder, NamedLaunchProfile? chosen, string? transport)
    {
        var project = builder.Resource;
        builder.WithEnvironment(context =>
        {
            if (project.GetEndpoints().Any() && !project.HasAnnotationOfType<DisableForwardedHeadersAnnotation>())
                context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        });

        EndpointAnnotation? defaultHttps = null;
        builder.WithEnvironment(context =>
        {
            AddPorts(context, project, "HTTP_PORTS", "http", except: null);
            // Containers seldom have a certificate: whoever terminates TLS speaks plain HTTP to them.
            AddPorts(context, project, "HTTPS_PORTS", "https", except: defaultHttps);
        });
        if (chosen?.Profile.ApplicationUrl is null) return;

        Add(builder, "http", transport);
        defaultHttps = Add(builder, "https", transport);
    }

    private static EndpointAnnotation Add(IResourceBuilder<ProjectResource> builder, string scheme, string? transport)
    {
        builder.WithEndpoint(scheme, endpoint =>
        {
            endpoint.UriScheme = scheme;
            if (transport is not null) endpoint.Transport = transport;
        });
        return builder.Resource.FindEndpoint(scheme)!;
    }

    private static void AddPorts(
        EnvironmentCallbackContext context, ProjectResource project, string variable, string scheme, EndpointAnnotation? except)
    {
        if (context.EnvironmentVariables.ContainsKey(variable)) return;
        var ports = new ReferenceExpressionBuilder();
        var ofScheme = ProjectDefaults.ListenedTo(project).Where(endpoint => endpoint.Scheme == scheme);
        foreach (var endpoint in ofScheme.Where(endpoint => endpoint.EndpointAnnotation != except))
        {
            if (!ports.IsEmpty) ports.AppendLiteral(";");
            ports.Append($"{endpoint.Property(EndpointProperty.TargetPort)}");
        }

        if (!ports.IsEmpty) context.EnvironmentVariables[variable] = ports.Build();
    }
}
