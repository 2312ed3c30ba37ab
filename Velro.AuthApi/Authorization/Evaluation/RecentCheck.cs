using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Decisions;
using Velro.Caching.Monitoring;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>A check that was answered lately, for the consistency monitor.</summary>
internal sealed class RecentCheck(PresentedCaller presented, EvaluationBody body) : IRecentQuestion
{
    public Task<Agreement> CompareAsync(ConsistencyCheck check, CancellationToken cancellation) =>
        check.CompareAsync<CheckQuestion, CheckOutcome>(new CheckQuestion(presented, body), AreSame, cancellation);

    /// <summary>What was asked; who asked is nobody's business in a log.</summary>
    public override string ToString() => $"{body.Subject} {body.Action} {body.Resource}";

    private static bool AreSame(CheckOutcome one, CheckOutcome other) =>
        one.Caller.Caller?.SubjectId == other.Caller.Caller?.SubjectId && Essence(one.Decision) == Essence(other.Decision);

    /// <summary>How it came about rests on the same, and is compared by nothing but its own text.</summary>
    private static Decision? Essence(Decision? decision) => decision is { } made ? made with { Explanation = null } : null;
}
