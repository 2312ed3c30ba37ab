using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Velro.AuthApi.Operations;

/// <summary>A node without Redis is slower when cold, and right all the same: degraded, not unhealthy.</summary>
internal sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(Limit, cancellationToken);
            return HealthCheckResult.Healthy("The shared cache answers.");
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return HealthCheckResult.Degraded("The shared cache does not answer; the local cache and the database carry on.");
        }
    }
}
