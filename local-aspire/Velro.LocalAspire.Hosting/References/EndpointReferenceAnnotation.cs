namespace Aspire.Hosting.ApplicationModel;

/// <summary>Which endpoints of another resource a resource was given.</summary>
public sealed class EndpointReferenceAnnotation(IResourceWithEndpoints resource) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResourceWithEndpoints Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>Whether it was given all of them.</summary>
    public bool UseAllEndpoints { get; set; }

    /// <summary>Those it was given by name.</summary>
    public ISet<string> EndpointNames { get; } = new HashSet<string>(ResourceNames.Comparer);
}
