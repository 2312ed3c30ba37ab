using Velro.Authorization.Contexts;

namespace Velro.Authorization.Decisions;

/// <summary>Decides. Pure: it reads contexts and the request, and nothing else.</summary>
public static class DecisionEngine
{
    /// <summary>
    /// Decides <paramref name="request"/> from what <paramref name="source"/> has in hand. False when a context was missing: the source
    /// was asked for everything that could be seen to be needed, and the caller fetches that and asks again. The rules themselves thus
    /// say which contexts a question needs; nothing else has to know.
    /// </summary>
    public static bool TryDecide<TSource>(CheckRequest request, ref TSource source, out Decision decision) where TSource : IContextSource
    {
        var evaluation = new Evaluation<TSource>(request, ref source);
        decision = evaluation.Decide();
        return evaluation.IsComplete;
    }
}
