using Microsoft.Extensions.Hosting;

namespace Aspire.StackExchange.Redis;

/// <summary>A Redis client that was added to a host, to add more on top of it.</summary>
/// <param name="hostBuilder">The host's builder.</param>
/// <param name="settings">The client's settings, as read.</param>
/// <param name="serviceKey">The client's service key; null when it has none.</param>
public sealed class AspireRedisClientBuilder(IHostApplicationBuilder hostBuilder, StackExchangeRedisSettings settings, string? serviceKey)
{
    /// <summary>The host's builder.</summary>
    public IHostApplicationBuilder HostBuilder { get; } = hostBuilder ?? throw new ArgumentNullException(nameof(hostBuilder));

    /// <summary>The client's settings, as read.</summary>
    public StackExchangeRedisSettings Settings { get; } = settings;

    /// <summary>The client's service key; null when it has none.</summary>
    public string? ServiceKey { get; } = serviceKey;
}
