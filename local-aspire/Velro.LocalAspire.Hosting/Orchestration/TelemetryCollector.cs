using System.Net.Sockets;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Velro.LocalAspire.Orchestration;

/// <summary>Turns the export of telemetry off when nothing listens to it: exporters that fail for ever only make noise.</summary>
internal static class TelemetryCollector
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Looks for the collector, and takes its address out of the configuration when it does not answer.</summary>
    /// <returns>The address at which nothing listens; null when the collector is there, or none is wanted.</returns>
    public static async Task<string?> RequireAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        if (configuration[ProjectTelemetry.EndpointKey] is not { Length: > 0 } address) return null;
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && await ListensAsync(uri, cancellationToken)) return null;
        configuration[ProjectTelemetry.EndpointKey] = "";
        return address;
    }

    private static async Task<bool> ListensAsync(Uri address, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, soon.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
