using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Velro.Caching.Clock;

/// <summary>A node is ready when its clock is loaded and not too old: exactly when it answers.</summary>
internal sealed class ClockHealthCheck(RevisionClock clock, TimeProvider time, IOptions<ClockOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (clock.Current is not { } current) return Task.FromResult(HealthCheckResult.Unhealthy("The revision clock is not loaded."));

        var age = time.GetElapsedTime(current.AskedAt);
        var description = $"The revision clock is {age.TotalMilliseconds:0} ms old.";
        return Task.FromResult(age <= options.Value.MaximumAge ? HealthCheckResult.Healthy(description) : HealthCheckResult.Unhealthy(description));
    }
}
