using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>Who searches.</summary>
/// <param name="Caller">Who searches, and for whom.</param>
/// <param name="MayAsk">Whether that caller may search for this.</param>
/// <param name="CanHaveAnswers">Whether anything could be permitted at all.</param>
internal readonly record struct Searcher(JudgedCaller Caller, bool MayAsk, bool CanHaveAnswers);

/// <summary>May this caller search for this, and can there be answers?</summary>
internal readonly struct SearcherQuestion(PresentedCaller presented, SearchBody body) : IQuestion<Searcher>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out Searcher answer) where TSource : IContextSource
    {
        var arePoliciesKnown = source.TryFind<PolicySetContext>(ContextKey.PolicySet, out var policies);
        answer = default;
        if (!CallerRules.TryJudge(presented, ref source, now, out var judged) || !arePoliciesKnown) return false;

        var mayAsk = judged.Caller is { } caller && MayAsk(caller);
        answer = new Searcher(judged, mayAsk, CanBeAllowed(policies?.Policies ?? PolicySet.Empty));
        return true;
    }

    /// <summary>A search for subjects is about others (RIGHTS.md A2), so never for a user (A4).</summary>
    private bool MayAsk(Caller caller) => caller.Has(Scopes.Search) && (body.Kind == SearchKind.Subject
        ? caller.ActsAsAdministrator
        : caller.MayAskAbout(body.Subject.Entity.Type, body.Subject.Entity.Id));

    /// <summary>Core actions on core types need no policy; everything else does.</summary>
    private bool CanBeAllowed(PolicySet policies)
    {
        var (type, action) = (body.Resource.Entity.Type, body.Action.Name);
        if (body.Kind == SearchKind.Action || EntityTypes.IsCore(type) && CoreActions.TryGetRequiredRole(action, out _)) return true;
        return policies.MayAllow(type, action);
    }
}

/// <summary>Which of these candidates are answers?</summary>
internal readonly struct CandidatesQuestion(Caller caller, SearchBody body, IReadOnlyList<string> candidates) : IQuestion<bool[]>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out bool[] answer) where TSource : IContextSource
    {
        answer = new bool[candidates.Count];
        var isComplete = true;
        for (var i = 0; i < candidates.Count; i++)
        {
            isComplete &= DecisionEngine.TryDecide(body.QuestionFor(candidates[i]).ToRequest(caller, now), ref source, out var decision);
            answer[i] = decision.IsPermitted;
        }

        return isComplete;
    }
}

/// <summary>What may this subject do to that thing, and may this caller ask? A page of it.</summary>
internal readonly struct ActionsQuestion(PresentedCaller presented, SearchBody body, string after, int limit) : IQuestion<SearchOutcome>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out SearchOutcome answer) where TSource : IContextSource
    {
        answer = default;
        if (!new SearcherQuestion(presented, body).TryAnswer(ref source, now, out var searcher)) return false;

        answer = new SearchOutcome(searcher, SearchPage.Last([]));
        if (!searcher.MayAsk) return true;

        // Every name is looked at, however long the page, so that one round finds all that is missing.
        source.TryFind<PolicySetContext>(ContextKey.PolicySet, out var policies);
        var from = after;
        string[] names = [.. NamesFor(policies?.Policies ?? PolicySet.Empty).Where(name => string.CompareOrdinal(name, from) > 0)];
        if (!new CandidatesQuestion(searcher.Caller.Caller!, body, names).TryAnswer(ref source, now, out var arePermitted)) return false;

        string[] permitted = [.. names.Where((_, i) => arePermitted[i])];
        answer = new SearchOutcome(searcher, PageOf(permitted));
        return true;
    }

    private SearchPage PageOf(string[] permitted)
    {
        if (limit == 0) return new SearchPage([], after);
        return permitted.Length <= limit ? SearchPage.Last(permitted) : new SearchPage(permitted[..limit], permitted[limit - 1]);
    }

    /// <summary>The core actions, which policies may allow by <c>*</c> on every type, and those that policies name for the type.</summary>
    private SortedSet<string> NamesFor(PolicySet policies) =>
        new(CoreActions.All.Concat(policies.ActionsNamedFor(body.Resource.Entity.Type)), StringComparer.Ordinal);
}
