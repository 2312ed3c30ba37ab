using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Caching.Evaluations;

namespace Velro.Benchmarks.Caching;

/// <summary>May the user do this to the generation?</summary>
internal readonly struct DecisionQuestion(string userId, string action, string generationId) : IQuestion<bool>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out bool answer) where TSource : IContextSource
    {
        var request = new CheckRequest
        {
            Subject = new EntityRef(EntityTypes.User, userId),
            Action = action,
            Resource = new EntityRef(EntityTypes.Generation, generationId),
            Now = now,
        };
        var isComplete = DecisionEngine.TryDecide(request, ref source, out var decision);
        answer = decision.IsPermitted;
        return isComplete;
    }
}
