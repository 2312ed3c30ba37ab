using StackExchange.Redis;

namespace Velro.Caching.Tiers;

/// <summary>How every process of Velro talks to Redis.</summary>
public static class RedisDefaults
{
    /// <summary>
    /// A node starts, and goes on, without Redis: connecting is given up soon and tried again behind the requests, and a call while there is
    /// no connection fails at once instead of waiting for one.
    /// </summary>
    public static void Apply(ConfigurationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 1000;
        options.AsyncTimeout = 1000;
        options.SyncTimeout = 1000;
        options.BacklogPolicy = BacklogPolicy.FailFast;
    }
}
