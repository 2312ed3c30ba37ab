using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Caching.Evaluations;

namespace Velro.Tests.Integration.Caching;

/// <summary>Which of these projects may the user read, all of it at one revision?</summary>
internal sealed class MayRead(string userId, params string[] projectIds) : IQuestion<bool[]>
{
    /// <summary>What happens after the first project has been looked at.</summary>
    public Action InTheMiddle { get; init; } = static () => { };

    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out bool[] answer) where TSource : IContextSource
    {
        var isComplete = true;
        answer = new bool[projectIds.Length];
        for (var i = 0; i < projectIds.Length; i++)
        {
            var request = new CheckRequest
            {
                Subject = new EntityRef(EntityTypes.User, userId),
                Action = "read",
                Resource = new EntityRef(EntityTypes.Project, projectIds[i]),
                Now = now,
            };
            isComplete &= DecisionEngine.TryDecide(request, ref source, out var decision);
            answer[i] = decision.IsPermitted;
            if (i == 0) InTheMiddle();
        }

        return isComplete;
    }
}
