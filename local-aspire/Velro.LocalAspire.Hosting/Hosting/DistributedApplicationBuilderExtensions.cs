using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Finds resources that were added before.</summary>
public static class DistributedApplicationBuilderExtensions
{
    /// <summary>Configures the resource of a name.</summary>
    public static IResourceBuilder<T> CreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Resources.TryGetByName(name, out var resource)) throw new InvalidOperationException($"There is no resource '{name}'.");
        return resource is T wanted
            ? builder.CreateResourceBuilder(wanted)
            : throw new InvalidOperationException($"The resource '{name}' is a {resource.GetType().Name}, not a {typeof(T).Name}.");
    }

    /// <summary>Configures the resource of a name, when there is one of the type.</summary>
    public static bool TryCreateResourceBuilder<T>(
        this IDistributedApplicationBuilder builder, string name, [NotNullWhen(true)] out IResourceBuilder<T>? resourceBuilder)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        var isThere = builder.Resources.TryGetByName(name, out var resource);
        resourceBuilder = isThere && resource is T wanted ? builder.CreateResourceBuilder(wanted) : null;
        return resourceBuilder is not null;
    }
}
