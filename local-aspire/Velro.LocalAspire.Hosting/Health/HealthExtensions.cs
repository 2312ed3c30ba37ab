using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Makes a registered health check decide whether the resource is healthy.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(check => check.Key == key))
            throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' has the health check '{key}' already.");
        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>Makes the answer of an HTTP endpoint decide whether the resource is healthy: status 200 unless said otherwise.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        string[] names = endpointName is null ? ["http", "https"] : [endpointName];
        return builder.WithHttpHealthCheck(() => FirstEndpoint(builder.Resource, names), path, statusCode);
    }

    /// <summary>Makes the answer of an HTTP endpoint decide whether the resource is healthy: status 200 unless said otherwise.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null, int? statusCode = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        var endpoint = endpointSelector?.Invoke() ?? FirstEndpoint(builder.Resource, ["http", "https"]);
        if (!endpoint.EndpointAnnotation.IsHttpScheme)
        {
            throw new DistributedApplicationException(
                $"The endpoint '{endpoint.EndpointName}' of '{builder.Resource.Name}' speaks {endpoint.Scheme}; "
                + "an HTTP health check needs http or https.");
        }

        var (checkedPath, checkedStatus) = (path ?? "/", statusCode ?? 200);
        var key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{checkedPath}_{checkedStatus}_check";
        builder.ApplicationBuilder.Services.AddHttpClient(EndpointHealthCheck.HttpClientName).RemoveAllLoggers();
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            services => new EndpointHealthCheck(endpoint, checkedPath, checkedStatus, services.GetRequiredService<IHttpClientFactory>()),
            failureStatus: null,
            tags: null));
        return builder.WithHealthCheck(key);
    }

    private static EndpointReference FirstEndpoint(IResourceWithEndpoints resource, IEnumerable<string> names)
    {
        var wanted = names.ToList();
        var endpoint = wanted.Select(resource.FindEndpoint).FirstOrDefault(found => found is not null);
        return endpoint is not null
            ? new EndpointReference(resource, endpoint)
            : throw new DistributedApplicationException(
                $"An HTTP health check of '{resource.Name}' needs an endpoint named "
                + $"{string.Join(" or ", wanted.Select(name => $"'{name}'"))}; there is none. "
                + "Add it with WithHttpEndpoint, or give the project a launch profile with an applicationUrl.");
    }
}
