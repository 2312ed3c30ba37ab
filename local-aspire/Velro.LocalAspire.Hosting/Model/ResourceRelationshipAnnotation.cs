namespace Aspire.Hosting.ApplicationModel;

/// <summary>That a resource has to do with another one, and how; the dashboard draws it.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>How they relate: <c>Parent</c>, <c>Reference</c>, <c>WaitFor</c> or a word of one's own.</summary>
    public string Type { get; } = type ?? throw new ArgumentNullException(nameof(type));
}

internal static class RelationshipTypes
{
    public const string Parent = nameof(Parent);
    public const string Reference = nameof(Reference);
    public const string WaitFor = nameof(WaitFor);
}
