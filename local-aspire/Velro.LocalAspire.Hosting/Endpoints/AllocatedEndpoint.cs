namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where an endpoint is reached.</summary>
public class AllocatedEndpoint
{
    /// <summary>Says where.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="address">The host name or address that clients use.</param>
    /// <param name="port">The port that clients use.</param>
    /// <param name="targetPortExpression">The port that the process listens on, or a template that each replica fills in.</param>
    public AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrEmpty(address);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        Endpoint = endpoint;
        Address = address;
        Port = port;
        TargetPortExpression = targetPortExpression;
    }

    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; }

    /// <summary>The host name or address.</summary>
    public string Address { get; }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The port that the process listens on, or a template that each replica fills in.</summary>
    public string? TargetPortExpression { get; }

    /// <summary>The scheme.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>Address and port.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary>Scheme, address and port.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc/>
    public override string ToString() => UriString;
}
