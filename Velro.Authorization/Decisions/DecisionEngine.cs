using Velro.Authorization.Contexts;
using Velro.Authorization.Explanations;

namespace Velro.Authorization.Decisions;

/// <summary>Decides. Pure: it reads contexts and the request, and nothing else.</summary>
public static class DecisionEngine
{
    /// <summary>
    /// Decides <paramref name="request"/> from what <paramref name="source"/> has in hand. False when a context was missing: the source
    /// was asked for everything that could be seen to be needed, and the caller fetches that and asks again. The rules themselves thus
    /// say which contexts a question needs; nothing else has to know.
    /// </summary>
    public static bool TryDecide<TSource>(in CheckRequest request, ref TSource source, out Decision decision) where TSource : IContextSource =>
        request.IsExplained
            ? TryDecide<TSource, StepTrace>(request, ref source, out decision)
            : TryDecide<TSource, NoTrace>(request, ref source, out decision);

    private static bool TryDecide<TSource, TTrace>(in CheckRequest request, ref TSource source, out Decision decision)
        where TSource : IContextSource
        where TTrace : struct, ITrace
    {
        var evaluation = new Evaluation<TSource, TTrace>(in request, ref source);
        decision = evaluation.Decide();
        return evaluation.IsComplete;
    }
}
