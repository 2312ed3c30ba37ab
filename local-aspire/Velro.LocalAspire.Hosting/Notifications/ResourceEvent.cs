namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of a resource, or of one of its replicas, after a change.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The resource's name, or the replica's identity.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
