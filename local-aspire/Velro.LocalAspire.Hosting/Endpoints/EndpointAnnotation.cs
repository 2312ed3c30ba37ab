using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource: what clients connect to, and what the process behind it listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly EndpointAllocation _allocation = new();
    private string? _transport;
    private int? _port;
    private int? _targetPort;
    private bool? _tlsEnabled;

    /// <summary>Describes an endpoint; the scheme follows from the protocol and the name from the scheme when they are not given.</summary>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? ProtocolName;
        Name = name ?? UriScheme;
        ResourceNames.Validate("Endpoint", Name);
        _transport = transport;
        _port = port;
        _targetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    /// <summary>The name, unique in its resource regardless of case.</summary>
    public string Name { get; set; }

    /// <summary>TCP, mostly.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The port that clients connect to; null lets the host choose one.</summary>
    public int? Port
    {
        get => _port ?? (IsProxied ? null : _targetPort);
        set => _port = value;
    }

    /// <summary>The port that the process listens on; null lets the host choose one.</summary>
    public int? TargetPort
    {
        get => _targetPort ?? (IsProxied ? null : _port);
        set => _targetPort = value;
    }

    /// <summary>The scheme of the endpoint's URLs.</summary>
    public string UriScheme { get; set; }

    /// <summary>The host that the process listens on.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>How bytes travel: <c>http</c>, <c>http2</c> or the protocol's name.</summary>
    public string Transport
    {
        get => _transport ?? (IsHttpScheme ? "http" : ProtocolName);
        set => _transport = value;
    }

    /// <summary>Whether clients outside the application may connect.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether the host stands between clients and the process.</summary>
    public bool IsProxied { get; set; }

    /// <summary>Whether a reference to the resource leaves this endpoint out.</summary>
    public bool ExcludeReferenceEndpoint { get; set; }

    /// <summary>Whether connections are encrypted.</summary>
    public bool TlsEnabled
    {
        get => _tlsEnabled ?? string.Equals(UriScheme, "https", StringComparison.OrdinalIgnoreCase);
        set => _tlsEnabled = value;
    }

    /// <summary>Where the endpoint is reached, once the host has decided it.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _allocation.Current;
        set => _allocation.Current = value;
    }

    internal bool IsHttpScheme => UriScheme.ToUpperInvariant() is "HTTP" or "HTTPS";

    internal bool FromLaunchProfile { get; set; }

    internal string? TargetPortVariable { get; set; }

    internal Task<AllocatedEndpoint> WaitForAllocationAsync(CancellationToken cancellationToken) =>
        _allocation.WaitAsync(cancellationToken);

    private string ProtocolName => Protocol.ToString().ToLowerInvariant();
}
