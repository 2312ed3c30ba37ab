using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>
/// The ports of endpoints in the manifest. A target port that nobody chose is left to the deployment for a project's first HTTP and
/// first HTTPS endpoint; others get one from 8000 on. A port that clients use is written when it was chosen and is another one.
/// </summary>
internal sealed class ManifestPorts
{
    private const int FirstPort = 8000;

    private readonly HashSet<int> _used = [];

    public IEnumerable<(EndpointAnnotation Endpoint, int? Port, int? TargetPort)> Assign(IResource resource)
    {
        var schemes = new HashSet<string>();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var chosenPort = Chosen(endpoint.Port);
            var isHttp = endpoint.UriScheme is "http" or "https";
            var isFirstOfProject = resource is ProjectResource && isHttp && schemes.Add(endpoint.UriScheme);
            var target = Chosen(endpoint.TargetPort)
                ?? (resource is ContainerResource ? chosenPort : null)
                ?? (isFirstOfProject ? null : Free());
            var exposed = chosenPort ?? (target is null && !isHttp ? Free() : null);
            foreach (var port in new[] { exposed, target }.OfType<int>()) _used.Add(port);
            yield return (endpoint, exposed == target ? null : exposed, target);
        }
    }

    private int Free() => Enumerable.Range(FirstPort, ushort.MaxValue - FirstPort).First(port => !_used.Contains(port));

    /// <summary>Zero is how .NET says "any port".</summary>
    private static int? Chosen(int? port) => port is 0 ? null : port;
}
