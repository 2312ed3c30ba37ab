using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The variables by which a resource finds the endpoints of another: plain ones and those of service discovery.</summary>
internal static class EndpointVariables
{
    public static void Add(EnvironmentCallbackContext context, EndpointReferenceAnnotation reference, string? name)
    {
        var service = name ?? reference.Resource.Name;
        var prefix = EnvironmentNames.Encode(name ?? service.ToUpperInvariant());
        foreach (var endpoint in reference.Resource.GetEndpoints().Where(endpoint => IsGiven(endpoint, reference)))
        {
            context.EnvironmentVariables[$"{prefix}_{EnvironmentNames.Encode(endpoint.EndpointName).ToUpperInvariant()}"] = endpoint;
            context.EnvironmentVariables[FreeDiscoveryKey(context, service, DiscoveryName(endpoint))] = endpoint;
        }
    }

    private static bool IsGiven(EndpointReference endpoint, EndpointReferenceAnnotation reference) =>
        reference.EndpointNames.Contains(endpoint.EndpointName) || (reference.UseAllEndpoints && !endpoint.ExcludeReferenceEndpoint);

    /// <summary>Clients that ask for <c>https+http://name</c> find http(s) endpoints by scheme, others by name.</summary>
    private static string DiscoveryName(EndpointReference endpoint) =>
        endpoint.EndpointName.ToUpperInvariant() is "HTTP" or "HTTPS" ? endpoint.Scheme : endpoint.EndpointName;

    private static string FreeDiscoveryKey(EnvironmentCallbackContext context, string service, string endpoint)
    {
        var keys = Enumerable.Range(0, int.MaxValue).Select(index => $"services__{service}__{endpoint}__{index}");
        return keys.First(key => !context.EnvironmentVariables.ContainsKey(key));
    }
}
