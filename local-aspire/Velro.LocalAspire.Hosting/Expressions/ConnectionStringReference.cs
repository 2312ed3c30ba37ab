namespace Aspire.Hosting.ApplicationModel;

/// <summary>A reference to a resource's connection string.</summary>
/// <param name="resource">The resource.</param>
/// <param name="optional">Whether it is right that there is none.</param>
public class ConnectionStringReference(IResourceWithConnectionString resource, bool optional) : IExpressionValue, IValueWithReferences
{
    /// <summary>The resource.</summary>
    public IResourceWithConnectionString Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>Whether it is right that there is none.</summary>
    public bool Optional { get; } = optional;

    string IManifestExpressionProvider.ValueExpression => Resource.ValueExpression;

    IEnumerable<object> IValueWithReferences.References => [Resource];

    async ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken)
    {
        var value = await Resource.GetValueAsync(cancellationToken);
        if (!string.IsNullOrEmpty(value) || Optional) return value;
        throw new DistributedApplicationException($"The connection string of the resource '{Resource.Name}' is not available.");
    }
}
