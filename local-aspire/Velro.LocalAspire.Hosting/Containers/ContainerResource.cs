namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A resource that a deployment runs as a container. The local host runs the kinds it knows, Postgres and Redis, as processes.
/// </summary>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>The command in place of the image's own.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
