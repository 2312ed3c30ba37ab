using Microsoft.Extensions.Options;
using Velro.Authorization.Callers;
using Velro.Caching.Evaluations;
using Velro.Data.Search;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>
/// Makes a page of a search for subjects or resources: walks the candidates in the order of ids, which no change of a permission changes,
/// and keeps those that the engine permits. All of a page is of one snapshot, and a page tells exactly what is permitted from its beginning
/// to where it ends; so what is permitted throughout a walk of several pages is found once.
/// </summary>
internal sealed class SearchWalk(IOptions<SearchOptions> options, SubjectCandidates subjects, ResourceCandidates resources)
{
    /// <summary>How often a page asks for more candidates. It ends then, however few there were.</summary>
    private const int MaximumChunks = 16;

    private const int SmallestChunk = 32;
    private const int LargestChunk = 500;

    public async Task<SearchOutcome> RunAsync(
        SnapshotEvaluation evaluation, PresentedCaller presented, SearchBody body, string after, int limit, CancellationToken cancellation)
    {
        var searcher = await evaluation.AskAsync<SearcherQuestion, Searcher>(new SearcherQuestion(presented, body), cancellation);
        var page = SearchPage.Last([]);
        if (searcher.MayAsk && limit == 0) page = new SearchPage([], after);
        else if (searcher is { MayAsk: true, CanHaveAnswers: true })
            page = await WalkAsync(evaluation, searcher.Caller.Caller!, body, after, limit, cancellation);
        return new SearchOutcome(searcher, page);
    }

    private async Task<SearchPage> WalkAsync(
        SnapshotEvaluation evaluation, Caller caller, SearchBody body, string after, int limit, CancellationToken cancellation)
    {
        var source = await FindAsync(evaluation.Snapshot, body, cancellation);
        var results = new List<string>(limit);
        var position = after;
        var work = options.Value.WorkLimit;
        for (var chunk = 0; chunk < MaximumChunks && work > 0; chunk++)
        {
            // Some more than are wanted, since some are refused.
            var wanted = limit - results.Count;
            var candidates = await source.NextAsync(
                position, Math.Min(work, Math.Clamp(wanted + (wanted / 4), SmallestChunk, LargestChunk)), cancellation);
            var arePermitted = await evaluation.AskAsync<CandidatesQuestion, bool[]>(
                new CandidatesQuestion(caller, body, candidates.Ids), cancellation);
            work -= candidates.Ids.Count;

            for (var i = 0; i < arePermitted.Length; i++)
            {
                if (!arePermitted[i]) continue;
                results.Add(candidates.Ids[i]);
                if (results.Count < limit) continue;

                var isLast = i == arePermitted.Length - 1 && candidates.CompleteTo is null;
                return new SearchPage(results, isLast ? null : candidates.Ids[i]);
            }

            if (candidates.CompleteTo is not { } edge) return SearchPage.Last(results);
            position = edge;
        }

        return new SearchPage(results, position);
    }

    private Task<ICandidateSource> FindAsync(SearchSnapshot snapshot, SearchBody body, CancellationToken cancellation) =>
        body.Kind == SearchKind.Subject
            ? subjects.FindAsync(snapshot, body.Subject.Entity.Type, body.Action.Name, body.Resource.Entity, cancellation)
            : resources.FindAsync(snapshot, body.Subject.Entity, body.Resource.Entity.Type, body.Action.Name, cancellation);
}
