using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Media;

/// <summary>What came of asking which generations may be read.</summary>
/// <param name="Caller">Who asks, and for whom; empty where a user was asked about.</param>
/// <param name="MayRead">For each generation, in their order; empty for a caller who may not ask.</param>
internal readonly record struct ReadOutcome(JudgedCaller Caller, bool[] MayRead);

/// <summary>
/// Which of these generations may the caller read? All of one revision, which is also that of the caller's own right to ask.
/// </summary>
internal readonly struct CallerReadQuestion(PresentedCaller presented, string scope, string[] generationIds) : IQuestion<ReadOutcome>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out ReadOutcome answer) where TSource : IContextSource
    {
        var isComplete = CallerRules.TryJudge(presented, ref source, now, out var judged);
        answer = new ReadOutcome(judged, []);
        if (judged.Caller is not { } caller || !caller.Has(scope)) return isComplete;

        // What layer 5 may look at: of a request to Velro itself, the server knows it (RIGHTS.md D3).
        var subject = new EntityRef(EntityTypes.User, caller.SubjectId);
        var question = new SubjectReadQuestion(subject, generationIds, caller.FactsAt(now).ToContext());
        isComplete &= question.TryAnswer(ref source, now, out var read);
        answer = new ReadOutcome(judged, read.MayRead);
        return isComplete;
    }
}

/// <summary>Which of these generations may this subject read?</summary>
internal readonly struct SubjectReadQuestion(EntityRef subject, string[] generationIds, PropertyBag context) : IQuestion<ReadOutcome>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out ReadOutcome answer) where TSource : IContextSource
    {
        var isComplete = true;
        var mayRead = new bool[generationIds.Length];
        for (var i = 0; i < generationIds.Length; i++)
        {
            // While something is missing all are looked at, so that one round fetches what any of them needs.
            var request = new CheckRequest
            {
                Subject = subject,
                Action = CoreActions.Read,
                Resource = new EntityRef(EntityTypes.Generation, generationIds[i]),
                Now = now,
                Context = context,
            };
            isComplete &= DecisionEngine.TryDecide(request, ref source, out var decision);
            mayRead[i] = decision.IsPermitted;
        }

        answer = new ReadOutcome(default, mayRead);
        return isComplete;
    }
}
