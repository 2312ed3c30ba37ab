using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Contexts;
using Velro.Data.Feed;

namespace Velro.Caching.Monitoring;

/// <summary>
/// Asks a question through the caches, and again from the base tables with the same time, in a snapshot that has no change of anything that
/// the answer rests on beyond the revision that the caches answered for. The two answers must be the same.
/// </summary>
public sealed class ConsistencyCheck(Evaluator evaluator, SnapshotEvaluator snapshots)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Compares the answers to <paramref name="question"/>.</summary>
    /// <param name="question">The question.</param>
    /// <param name="areSame">Whether two answers are the same.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RevisionUnavailableException">One of the two could not be had.</exception>
    public async Task<Agreement> CompareAsync<TQuestion, TAnswer>(
        TQuestion question, Func<TAnswer, TAnswer, bool> areSame, CancellationToken cancellation) where TQuestion : IQuestion<TAnswer>
    {
        ArgumentNullException.ThrowIfNull(areSame);
        var cached = await evaluator.AskAsync<TQuestion, TAnswer>(question, Consistency.MinimizeLatency, cancellation);
        return await snapshots.RunAsync(
            Consistency.MinimizeLatency,
            Limit,
            async (evaluation, token) =>
            {
                var stored = await evaluation.AskAsync<TQuestion, TAnswer>(question, cached.EvaluatedAt, token);
                if (areSame(cached.Answer, stored)) return Agreement.Same;
                return await HasMovedAsync(evaluation, cached.Revision, token) ? Agreement.Moved : Agreement.Different;
            },
            cancellation);
    }

    /// <summary>Whether something that the snapshot's answer looked at has changed between <paramref name="since"/> and the snapshot.</summary>
    private static async Task<bool> HasMovedAsync(SnapshotEvaluation evaluation, Revision since, CancellationToken cancellation)
    {
        if (evaluation.Revision.Lineage != since.Lineage) return true;

        var feed = await evaluation.Snapshot.FindChangesAsync(since.Snapshot, cancellation);
        if (feed is null || feed.Base is { } folded && !since.Snapshot.IsAtLeast(folded)) return true;

        var slots = evaluation.LoadedKeys.Select(SlotOf).ToHashSet();
        return feed.Changes.Any(change => slots.Contains(Slots.Of(change.SlotHash)));
    }

    private static int SlotOf(ContextKey key) => Slots.Of(ContextIdentity.SlotHashOf(key));
}
