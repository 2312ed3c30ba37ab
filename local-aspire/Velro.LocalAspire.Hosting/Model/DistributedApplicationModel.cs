namespace Aspire.Hosting.ApplicationModel;

/// <summary>All resources of an application.</summary>
public class DistributedApplicationModel
{
    /// <summary>Takes the collection as it is and as it becomes.</summary>
    public DistributedApplicationModel(IResourceCollection resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        Resources = resources;
    }

    /// <summary>Takes the resources as they are.</summary>
    public DistributedApplicationModel(IEnumerable<IResource> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        Resources = new ResourceCollection();
        foreach (var resource in resources) Resources.Add(resource);
    }

    /// <summary>The resources, in the order they were added.</summary>
    public IResourceCollection Resources { get; }
}
