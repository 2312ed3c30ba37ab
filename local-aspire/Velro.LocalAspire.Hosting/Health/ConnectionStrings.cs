using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Connection strings for health checks, whose factories cannot wait.</summary>
internal static class ConnectionStrings
{
    public static string OfAllocated(IResourceWithConnectionString resource)
    {
        var value = resource.GetConnectionStringAsync();
        return value.IsCompletedSuccessfully && value.Result is { } text
            ? text
            : throw new InvalidOperationException($"The connection string of '{resource.Name}' is not available yet: it has no address.");
    }
}
