using System.Globalization;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Velro.LocalAspire.Hosting;
using Velro.LocalAspire.Proxy;

namespace Velro.LocalAspire.Dashboard;

/// <summary>
/// The ports of the dashboard: of its pages, and of OTLP over gRPC and over HTTP. <c>VELRO_DASHBOARD_PORT</c> moves all three, the
/// other two to the next ports.
/// </summary>
internal sealed record DashboardPlaces(int Pages, int OtlpGrpc, int OtlpHttp)
{
    public const string PortVariable = "VELRO_DASHBOARD_PORT";

    private const string OtlpHttpKey = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    private const int UsualPort = 18888;

    /// <summary>The address of the pages.</summary>
    public string Url => $"http://localhost:{Pages}";

    /// <summary>Where processes send telemetry.</summary>
    public string OtlpUrl => $"http://localhost:{OtlpGrpc}";

    /// <summary>Chooses the ports, and refuses those that are taken.</summary>
    /// <exception cref="LocalHostException">A port is taken, or none.</exception>
    public static DashboardPlaces Of(IConfiguration configuration, LocalHostSettings settings)
    {
        if (settings.RandomizePorts) return new DashboardPlaces(Ports.Free(), Ports.Free(), Ports.Free());
        var places = Wanted(configuration);
        Ports.EnsureFree("the dashboard", places.Pages, PortVariable);
        Ports.EnsureFree("the dashboard's receiver of OTLP over gRPC", places.OtlpGrpc, PortVariable);
        Ports.EnsureFree("the dashboard's receiver of OTLP over HTTP", places.OtlpHttp, PortVariable);
        return places;
    }

    private static DashboardPlaces Wanted(IConfiguration configuration)
    {
        if (configuration[PortVariable] is { Length: > 0 } given)
        {
            // The two ports after it are taken, too.
            return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65534
                ? new DashboardPlaces(port, port + 1, port + 2)
                : throw new LocalHostException(
                    "port.invalid", $"{PortVariable} is '{given}', but the dashboard's port is a number from 1 to 65533.");
        }

        var pages = PortOf(configuration["ASPNETCORE_URLS"]?.Split(';')[0]) ?? UsualPort;
        var grpc = PortOf(configuration[ProjectTelemetry.EndpointKey]) ?? pages + 1;
        return new DashboardPlaces(pages, grpc, PortOf(configuration[OtlpHttpKey]) ?? Math.Max(pages, grpc) + 1);
    }

    private static int? PortOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback ? uri.Port : null;
}
