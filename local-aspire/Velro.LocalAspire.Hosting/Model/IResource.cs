namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a project, a store, a parameter. Data with annotations; behaviour is elsewhere.</summary>
public interface IResource
{
    /// <summary>The name, unique in the application regardless of case.</summary>
    string Name { get; }

    /// <summary>What has been said about the resource, in the order it was said.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>Something said about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>The base of resources that have their own name and annotations.</summary>
public abstract class Resource : IResource
{
    /// <summary>Names the resource.</summary>
    protected Resource(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = new();
}
