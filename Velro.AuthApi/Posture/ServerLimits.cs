using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Velro.AuthApi.Posture;

/// <summary>What one client, and all of them together, may take of the server; the section <c>Velro:Server</c>.</summary>
internal sealed class ServerLimits
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Server";

    /// <summary>The largest body of a request, in bytes; uploads of media have their own. Default 1 MiB.</summary>
    public const long MaximumBodyBytes = 1024 * 1024;

    /// <summary>How many connections may be open at once. Default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MaximumConnections { get; set; } = 20_000;

    /// <summary>How long the headers of a request may take. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection without a request is kept. Default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The bytes of a body that must come each second, after five seconds of grace. Default 240.</summary>
    [Range(1, 1_000_000)]
    public int MinimumBytesPerSecond { get; set; } = 240;
}

/// <summary>Sets the limits on Kestrel.</summary>
internal sealed class ServerLimitsSetup(IOptions<ServerLimits> configured) : IConfigureOptions<KestrelServerOptions>
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public void Configure(KestrelServerOptions options)
    {
        var (limits, values) = (options.Limits, configured.Value);
        options.AddServerHeader = false;
        limits.MaxRequestBodySize = ServerLimits.MaximumBodyBytes;
        limits.MaxConcurrentConnections = values.MaximumConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = values.HeadersTimeout;
        limits.KeepAliveTimeout = values.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(values.MinimumBytesPerSecond, Grace);
        limits.MinResponseDataRate = new MinDataRate(values.MinimumBytesPerSecond, Grace);
        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.MaxRequestHeaderFieldSize = 16 * 1024;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromMinutes(1);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}

/// <summary>Registers the limits.</summary>
internal static class ServerLimitsServices
{
    public static IServiceCollection AddServerLimits(this IServiceCollection services)
    {
        services.AddOptions<ServerLimits>().BindConfiguration(ServerLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ServerLimitsSetup>();
    }
}
