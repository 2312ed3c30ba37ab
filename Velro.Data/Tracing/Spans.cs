using System.Diagnostics;
using Velro.Authorization.Decisions;

namespace Velro.Data.Tracing;

/// <summary>
/// Begins spans as parts of what is traced. On the hot path nothing is recorded but for one request in so many, and the others pay for one look
/// at <see cref="Activity.Current"/>.
/// </summary>
public static class Spans
{
    /// <summary>Begins a span below one that records; null: there is none, or nobody listens.</summary>
    public static Activity? Begin(ActivitySource source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Activity.Current is { IsAllDataRequested: true } ? source.StartActivity(name) : null;
    }

    /// <summary>
    /// Begins a span of what leaves the process. From here on the request costs so much that its recording costs little: its own span records too
    /// from now on, so that there is something to tell when it turns out to be slow or to fail.
    /// </summary>
    public static Activity? BeginCold(ActivitySource source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (Activity.Current is not { } current) return null;
        current.IsAllDataRequested = true;
        return source.StartActivity(name);
    }

    /// <summary>Says that a span failed.</summary>
    /// <param name="span">The span; null: none.</param>
    /// <param name="type">The kind of failure: one of a few words, or the name of a type.</param>
    public static void Fail(this Activity? span, string type) => span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", type);

    /// <summary>Says what was decided. Who was denied what is not in it: telemetry names nobody.</summary>
    public static void SetDecision(this Activity span, in Decision decision)
    {
        ArgumentNullException.ThrowIfNull(span);
        span.SetTag("velro.decision", decision.IsPermitted ? "permitted" : "denied");
        span.SetTag("velro.decision.layer", (int)decision.Layer);
        span.SetTag("velro.decision.reason", DecisionReasonCodes.CodeOf(decision.Reason));
        if (decision.FailedConditions > 0) span.SetTag("velro.decision.conditions.failed", decision.FailedConditions);
    }
}
