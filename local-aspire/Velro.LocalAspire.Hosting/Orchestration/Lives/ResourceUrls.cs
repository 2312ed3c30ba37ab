using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Orchestration.Lives;

/// <summary>The URLs that are shown for a resource: one for each endpoint, as the application's callbacks change them.</summary>
internal static class ResourceUrls
{
    public static async Task<IReadOnlyList<UrlSnapshot>> GatherAsync(
        IResource resource, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (resource is IResourceWithEndpoints owner)
            urls.AddRange(owner.GetEndpoints().Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint }));
        var context = new ResourceUrlsCallbackContext(executionContext, resource, urls, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToList()) await annotation.Callback(context);
        return [.. context.Urls.Select(Show)];
    }

    private static UrlSnapshot Show(ResourceUrlAnnotation url)
    {
        var absolute = url.Endpoint is { } endpoint && Uri.TryCreate(new Uri(endpoint.Url), url.Url, out var combined)
            ? combined.ToString().TrimEnd('/')
            : url.Url;
        return new UrlSnapshot(url.Endpoint?.EndpointName, absolute, IsInternal: url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        {
            IsInactive = true,
            DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? ""),
        };
    }
}
