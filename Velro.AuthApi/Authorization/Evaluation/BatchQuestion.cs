using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>What came of one evaluation of a batch.</summary>
/// <param name="Decision">What was decided, as it is; meaningless beside an error.</param>
/// <param name="Error">Why there is none.</param>
internal readonly record struct ItemOutcome(Decision Decision, ItemError? Error)
{
    /// <summary>The caller may not ask about this subject.</summary>
    public static readonly ItemOutcome OtherSubject = new(default, new ItemError(StatusCodes.Status403Forbidden, Problems.Problem.OtherSubject.Detail));

    /// <summary>An error is a denial.</summary>
    public bool IsPermitted => Error is null && Decision.IsPermitted;
}

/// <summary>What came of a batch.</summary>
/// <param name="Caller">Who asks, and for whom.</param>
/// <param name="Items">In the order of the request, up to the one that decided; empty for a caller who may not ask.</param>
internal readonly record struct BatchOutcome(JudgedCaller Caller, IReadOnlyList<ItemOutcome> Items);

/// <summary>Many checks, all of one revision, which is also that of the caller's own right to ask.</summary>
internal readonly struct BatchQuestion(PresentedCaller presented, BatchBody batch) : IQuestion<BatchOutcome>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out BatchOutcome answer) where TSource : IContextSource
    {
        var isComplete = CallerRules.TryJudge(presented, ref source, now, out var judged);
        answer = new BatchOutcome(judged, []);
        if (judged.Caller is not { } caller || !caller.Has(Scopes.Check)) return isComplete;

        var outcomes = new List<ItemOutcome>(batch.Items.Count);
        foreach (var item in batch.Items)
        {
            isComplete &= TryDecide(item, caller, ref source, now, out var outcome);
            outcomes.Add(outcome);

            // While something is missing all are looked at, so that one round fetches what any of them needs.
            if (isComplete && batch.Semantic.EndsWith(outcome.IsPermitted)) break;
        }

        answer = new BatchOutcome(judged, outcomes);
        return isComplete;
    }

    private static bool TryDecide<TSource>(BatchItem item, Caller caller, ref TSource source, DateTimeOffset now, out ItemOutcome outcome)
        where TSource : IContextSource
    {
        outcome = new ItemOutcome(default, item.Error);
        if (item.Body is not { } body) return true;

        outcome = ItemOutcome.OtherSubject;
        if (!caller.MayAskAbout(body.Subject.Type, body.Subject.Id)) return true;

        var isComplete = DecisionEngine.TryDecide(body.ToRequest(caller, now), ref source, out var decision);
        outcome = new ItemOutcome(decision, Error: null);
        return isComplete;
    }
}
