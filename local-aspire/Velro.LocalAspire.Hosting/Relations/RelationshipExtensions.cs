using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Says that the resource has to do with another one.</summary>
    public static IResourceBuilder<T> WithRelationship<T>(this IResourceBuilder<T> builder, IResource resource, string type)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new ResourceRelationshipAnnotation(resource, type));
    }

    /// <summary>Says that the resource has to do with another one.</summary>
    public static IResourceBuilder<T> WithRelationship<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> resourceBuilder, string type) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resourceBuilder);
        return builder.WithRelationship(resourceBuilder.Resource, type);
    }

    /// <summary>Shows the resource below another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> parent)
        where T : IResource =>
        builder.WithRelationship(parent, RelationshipTypes.Parent);

    /// <summary>Shows the resource below another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResource parent) where T : IResource =>
        builder.WithRelationship(parent, RelationshipTypes.Parent);

    /// <summary>Says that the resource uses another one.</summary>
    public static IResourceBuilder<T> WithReferenceRelationship<T>(this IResourceBuilder<T> builder, IResource resource)
        where T : IResource =>
        builder.WithRelationship(resource, RelationshipTypes.Reference);

    /// <summary>Says that the resource uses another one.</summary>
    public static IResourceBuilder<T> WithReferenceRelationship<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> resourceBuilder)
        where T : IResource =>
        builder.WithRelationship(resourceBuilder, RelationshipTypes.Reference);

    /// <summary>Says that the resource uses those that an expression names.</summary>
    public static IResourceBuilder<T> WithReferenceRelationship<T>(this IResourceBuilder<T> builder, ReferenceExpression expression)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(expression);
        return builder.WithReferencesTo(expression);
    }

    private static IResourceBuilder<T> WithReferencesTo<T>(this IResourceBuilder<T> builder, object value) where T : IResource
    {
        foreach (var resource in ResourcesIn(value, []).Distinct()) builder.WithReferenceRelationship(resource);
        return builder;
    }

    private static IEnumerable<IResource> ResourcesIn(object value, HashSet<object> seen)
    {
        if (!seen.Add(value)) return [];
        return ResourceConfiguration.Unwrap(value) switch
        {
            IResource resource => [resource],
            IValueWithReferences with => with.References.SelectMany(reference => ResourcesIn(reference, seen)),
            _ => [],
        };
    }
}
