using Microsoft.Extensions.Diagnostics.HealthChecks;
using Velro.Authorization.Contexts;
using Velro.Caching.Clock;

namespace Velro.Caching.Evaluations;

/// <summary>
/// A node is ready exactly when it answers: when its clock is loaded and not too old, and it can read the policies that every decision
/// rests on. So it asks a question that needs no more than these.
/// </summary>
internal sealed class EvaluationHealthCheck(Evaluator evaluator, RevisionClock clock, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await evaluator.AskAsync<ArePoliciesReadable, bool>(default, Consistency.MinimizeLatency, cancellationToken);
        }
        catch (RevisionUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy($"{exception.Code}: {exception.Message}");
        }

        return clock.Current is { } current
            ? HealthCheckResult.Healthy($"The revision clock is {time.GetElapsedTime(current.AskedAt).TotalMilliseconds:0} ms old.")
            : HealthCheckResult.Unhealthy("The revision clock is not loaded.");
    }

    private readonly struct ArePoliciesReadable : IQuestion<bool>
    {
        public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out bool answer) where TSource : IContextSource =>
            answer = source.TryFind<PolicySetContext>(ContextKey.PolicySet, out _);
    }
}
