using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Connection strings for health checks, whose factories cannot wait.</summary>
internal static class ConnectionStrings
{
    public static string Of(IResourceWithConnectionString resource, EndpointReference endpoint)
    {
        // Checked first, so that nothing is left waiting for an address behind.
        if (endpoint.IsAllocated && resource.GetConnectionStringAsync().AsTask() is { IsCompletedSuccessfully: true, Result: { } text })
            return text;
        throw new InvalidOperationException($"The connection string of '{resource.Name}' is not available yet: it has no address.");
    }
}
