namespace Aspire.StackExchange.Redis;

/// <summary>How the Redis integration reaches its server, and which of its additions are left out.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The StackExchange.Redis configuration string: <c>host:port,password=…</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves out the health check. False by default.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves out the spans of commands. False by default.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>
    /// Connects on first use instead of when the host starts. True by default; false spares the first request the wait for a connection.
    /// </summary>
    public bool DisableAutoActivation { get; set; } = true;
}
