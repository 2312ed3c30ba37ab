using System.Diagnostics;
using Velro.AuthApi.Authorization.Evaluation;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Decisions;
using Velro.Data.Tracing;

namespace Velro.AuthApi.Tracing;

/// <summary>
/// Says on a request's own span what was decided. A check that found all it needs in this process has no other span, and nothing is said where
/// nobody records; but a denial by layer 5 always is, since its trace is kept.
/// </summary>
internal static class RequestSpan
{
    /// <summary>One decision.</summary>
    public static void Tell(EvaluationBody body, in Decision decision)
    {
        if (Activity.Current is not { } span || !Records(span, IsOfLayer5(decision))) return;
        span.SetDecision(decision);
        span.SetTag("velro.action", body.Action);
        span.SetTag("velro.subject.type", body.Subject.Type);
        span.SetTag("velro.resource.type", body.Resource.Type);
    }

    /// <summary>The decisions of a batch.</summary>
    public static void Tell(IReadOnlyList<ItemOutcome> outcomes)
    {
        if (Activity.Current is not { } span) return;
        var tally = new Tally();
        for (var i = 0; i < outcomes.Count; i++) tally.Add(outcomes[i]);
        tally.TellTo(span);
    }

    /// <summary>The decisions of a plain batch.</summary>
    public static void Tell(ReadOnlySpan<ItemOutcome> outcomes)
    {
        if (Activity.Current is not { } span) return;
        var tally = new Tally();
        foreach (ref readonly var outcome in outcomes) tally.Add(outcome);
        tally.TellTo(span);
    }

    private static bool IsOfLayer5(in Decision decision) => decision is { IsPermitted: false, Layer: DecisionLayer.SecurityContext };

    private static bool Records(Activity span, bool isWorthKeeping)
    {
        if (isWorthKeeping) span.IsAllDataRequested = true;
        return span.IsAllDataRequested;
    }

    private struct Tally
    {
        private int _count;
        private int _denied;
        private int _failed;
        private bool _isOfLayer5;

        public void Add(in ItemOutcome outcome)
        {
            _count++;
            if (outcome.Error is not null) _failed++;
            if (outcome.IsPermitted || outcome.Error is not null) return;
            _denied++;
            _isOfLayer5 |= IsOfLayer5(outcome.Decision);
        }

        public readonly void TellTo(Activity span)
        {
            if (!Records(span, _isOfLayer5)) return;
            span.SetTag("velro.evaluations.count", _count);
            span.SetTag("velro.evaluations.denied", _denied);
            if (_failed > 0) span.SetTag("velro.evaluations.failed", _failed);
            if (_isOfLayer5) span.SetTag("velro.decision.layer", (int)DecisionLayer.SecurityContext);
        }
    }
}
