using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Velro.LocalAspire.Dashboard.Access;

/// <summary>
/// What a port is for. A connection carries the purpose of the port it came to, and each endpoint answers on the ports of its own: the
/// pages are not on the ports of telemetry, whatever the request's host header says.
/// </summary>
internal sealed class ListenerPurpose
{
    /// <summary>Telemetry, by OTLP.</summary>
    public static readonly ListenerPurpose Telemetry = new();

    private ListenerPurpose()
    {
    }

    /// <summary>Marks the connections of a port as ones of telemetry.</summary>
    public static void Mark(ListenOptions listener) => listener.Use(next => connection =>
    {
        connection.Features.Set(Telemetry);
        return next(connection);
    });

    /// <summary>Whether the request came to a port of telemetry.</summary>
    public static bool IsTelemetry(HttpContext http) => http.Features.Get<ListenerPurpose>() is not null;
}
