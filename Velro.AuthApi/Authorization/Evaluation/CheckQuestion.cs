using System.Diagnostics;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Caching.Evaluations;
using Velro.Data.Tracing;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>What came of a check: the caller, who is judged at the same revision as the decision, and the decision.</summary>
/// <param name="Caller">Who asks, and for whom.</param>
/// <param name="Decision">What was decided, as it is; null when there is no caller, or one who may not ask this.</param>
internal readonly record struct CheckOutcome(JudgedCaller Caller, Decision? Decision) : ITracedAnswer
{
    public void Describe(Activity span)
    {
        if (Decision is { } decision) span.SetDecision(decision);
    }
}

/// <summary>May this subject do this to that thing, and may this caller ask?</summary>
internal readonly struct CheckQuestion(PresentedCaller presented, EvaluationBody body) : IQuestion<CheckOutcome>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out CheckOutcome answer) where TSource : IContextSource
    {
        var isComplete = CallerRules.TryJudge(presented, ref source, now, out var judged);
        answer = new CheckOutcome(judged, Decision: null);
        if (judged.Caller is not { } caller) return isComplete;
        if (!caller.Has(Scopes.Check) || !caller.MayAskAbout(body.Subject.Type, body.Subject.Id)) return isComplete;

        isComplete &= DecisionEngine.TryDecide(body.ToRequest(caller, now), ref source, out var decision);
        answer = new CheckOutcome(judged, decision);
        return isComplete;
    }
}
