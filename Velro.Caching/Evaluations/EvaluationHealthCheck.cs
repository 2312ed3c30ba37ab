using Microsoft.Extensions.Diagnostics.HealthChecks;
using Velro.Authorization.Contexts;
using Velro.Caching.Clock;

namespace Velro.Caching.Evaluations;

/// <summary>
/// A node is ready exactly when it answers: when its clock is loaded and not too old, and it can read the policies that every decision
/// rests on. So it asks a question that needs no more than these.
/// </summary>
internal sealed class EvaluationHealthCheck(Evaluator evaluator, ClockHealth health) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var evaluated = await evaluator.AskAsync<ArePoliciesReadable, bool>(default, Consistency.MinimizeLatency, cancellationToken);
            var description = $"The revision clock is {health.Age?.TotalMilliseconds:0} ms old.";
            return evaluated.IsDegraded ? HealthCheckResult.Degraded(description) : HealthCheckResult.Healthy(description);
        }
        catch (RevisionUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy($"{exception.Code}: {exception.Message}");
        }
    }

    private readonly struct ArePoliciesReadable : IQuestion<bool>
    {
        public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out bool answer) where TSource : IContextSource =>
            answer = source.TryFind<PolicySetContext>(ContextKey.PolicySet, out _);
    }
}
