using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>What came of a check: the caller, who is judged at the same revision as the decision, and the decision.</summary>
/// <param name="Caller">Null: the credential identifies nobody.</param>
/// <param name="Decision">Null when there is no caller, or one who may not ask this.</param>
internal readonly record struct CheckOutcome(Caller? Caller, Decision? Decision);

/// <summary>May this subject do this to that thing, and may this caller ask?</summary>
internal readonly struct CheckQuestion(PresentedKey presented, EvaluationBody body) : IQuestion<CheckOutcome>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out CheckOutcome answer) where TSource : IContextSource
    {
        answer = default;
        if (!CallerRules.TryIdentify(presented, ref source, now, out var caller)) return false;

        answer = new CheckOutcome(caller, Decision: null);
        if (caller is null || !caller.Has(Scopes.Check) || !caller.MayAskAbout(body.Subject.Type, body.Subject.Id)) return true;

        var isComplete = DecisionEngine.TryDecide(body.ToRequest(caller, now), ref source, out var decision);
        answer = new CheckOutcome(caller, caller.Has(Scopes.CheckExplain) ? decision : decision.Withheld());
        return isComplete;
    }
}
