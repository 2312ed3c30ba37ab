using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>
/// The evaluations of a plain batch, all of one revision, which is also that of the caller's own right to ask. What comes of them is put beside
/// them; the answer is who asks.
/// </summary>
internal readonly struct PlainBatchQuestion(PresentedCaller presented, PlainBatch batch) : IQuestion<JudgedCaller>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out JudgedCaller answer) where TSource : IContextSource
    {
        var isComplete = CallerRules.TryJudge(presented, ref source, now, out answer);
        if (answer.Caller is not { } caller || !caller.Has(Scopes.Check)) return isComplete;

        var context = EvaluationBody.NoContextOf(caller, now);
        var items = batch.Items;
        var outcomes = batch.Outcomes;
        for (var i = 0; i < items.Length; i++)
        {
            if (!caller.MayAskAbout(items[i].Subject.Type, items[i].Subject.Id))
            {
                outcomes[i] = ItemOutcome.OtherSubject;
                continue;
            }

            isComplete &= DecisionEngine.TryDecide(RequestOf(items[i], caller, context, now), ref source, out var decision);
            outcomes[i] = new ItemOutcome(decision, Error: null);
        }

        return isComplete;
    }

    /// <summary>What the engine is asked.</summary>
    public static CheckRequest RequestOf(in PlainItem item, Caller caller, PropertyBag context, DateTimeOffset now) => new()
    {
        Subject = item.Subject,
        Action = item.Action!,
        Resource = item.Resource,
        Now = now,
        Context = context,
        TrustsSentProperties = caller.ActsAsAdministrator,
    };
}
