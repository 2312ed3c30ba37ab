using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Velro.Caching.Clock;
using Velro.Caching.Tiers;

namespace Velro.Caching.Evaluations;

/// <summary>
/// Answers questions, each from one state of the database (DESIGN.md section 4). When everything is in the memo, nothing waits and nothing
/// is allocated but the answer; otherwise what is missing is fetched, and the question asked again.
/// </summary>
public sealed class Evaluator
{
    /// <summary>How often the clock may move under an evaluation before everything is loaded in one snapshot instead.</summary>
    private const int MaximumStaleRounds = 4;

    /// <summary>
    /// How many rounds an evaluation may take in all. The deepest question the rules know needs far fewer: ten ancestors, each in a project
    /// with teams of eight levels.
    /// </summary>
    private const int MaximumRounds = 128;

    private readonly RevisionClock _clock;
    private readonly ClockFollower _follower;
    private readonly ContextMemo _memo;
    private readonly ContextFetcher _fetcher;
    private readonly TimeProvider _time;
    private readonly ClockOptions _options;
    private readonly CacheMetrics _metrics;
    private readonly ConcurrentBag<WorkingSet> _idle = [];

    internal Evaluator(
        RevisionClock clock, ClockFollower follower, ContextMemo memo, ContextFetcher fetcher, TimeProvider time, IOptions<ClockOptions> options, CacheMetrics metrics)
    {
        (_clock, _follower, _memo, _fetcher, _time, _options, _metrics) = (clock, follower, memo, fetcher, time, options.Value, metrics);
    }

    /// <summary>Answers <paramref name="question"/>.</summary>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    public ValueTask<Evaluated<TAnswer>> AskAsync<TQuestion, TAnswer>(
        TQuestion question, Consistency consistency, CancellationToken cancellation) where TQuestion : IQuestion<TAnswer>
    {
        var arrival = _time.GetUtcNow();
        var work = _idle.TryTake(out var idle) ? idle : new WorkingSet(_clock, _memo);
        if (IsReached(consistency) && TryAnswer<TQuestion, TAnswer>(question, work, arrival, out var evaluated) == Attempt.Done)
        {
            Finish(work, "memo");
            return ValueTask.FromResult(evaluated);
        }

        return AwaitedAsync<TQuestion, TAnswer>(question, work, arrival, consistency, cancellation);
    }

    private async ValueTask<Evaluated<TAnswer>> AwaitedAsync<TQuestion, TAnswer>(
        TQuestion question, WorkingSet work, DateTimeOffset arrival, Consistency consistency, CancellationToken cancellation)
        where TQuestion : IQuestion<TAnswer>
    {
        await ReachAsync(consistency, cancellation);
        var staleRounds = 0;
        for (var round = 0; staleRounds < MaximumStaleRounds; round++)
        {
            if (round == MaximumRounds) throw new InvalidOperationException($"A question was not answered in {MaximumRounds} rounds.");

            switch (TryAnswer<TQuestion, TAnswer>(question, work, arrival, out var evaluated))
            {
                case Attempt.Done:
                    Finish(work, "fetched");
                    return evaluated;
                case Attempt.Stale:
                    staleRounds++;
                    break;
                default:
                    var fetched = await _fetcher.FetchAsync([.. work.Missing], cancellation);
                    if (fetched.Count == 0) staleRounds++;
                    foreach (var entry in fetched) work.Add(entry);
                    break;
            }
        }

        var answer = await AnswerFromOneSnapshotAsync<TQuestion, TAnswer>(question, work, arrival);
        Finish(work, "snapshot");
        return answer;
    }

    private enum Attempt
    {
        Done,
        Missing,
        Stale,
    }

    private Attempt TryAnswer<TQuestion, TAnswer>(TQuestion question, WorkingSet work, DateTimeOffset arrival, out Evaluated<TAnswer> evaluated)
        where TQuestion : IQuestion<TAnswer>
    {
        evaluated = default;
        var now = Later(arrival, CurrentClock().DatabaseTime);
        work.Begin();
        var source = new WorkingSource(work);
        if (!question.TryAnswer(ref source, now, out var answer)) return Attempt.Missing;
        if (!work.IsOfOneVersion(out var version) || version!.DatabaseTime > now) return Attempt.Stale;

        evaluated = new Evaluated<TAnswer>(answer, version.Revision, now);
        return Attempt.Done;
    }

    /// <summary>
    /// The way out when the clock keeps moving: all that the question turns out to need is read in one statement, and decided there. The
    /// answer is of that statement's snapshot, whatever the clock does meanwhile.
    /// </summary>
    private async Task<Evaluated<TAnswer>> AnswerFromOneSnapshotAsync<TQuestion, TAnswer>(TQuestion question, WorkingSet work, DateTimeOffset arrival)
        where TQuestion : IQuestion<TAnswer>
    {
        var keys = work.UsedKeys.ToArray().Concat(work.Missing).ToHashSet();
        for (var round = 0; round < MaximumRounds; round++)
        {
            var loaded = await _fetcher.LoadAnswerAsync(keys, CurrentClock().Snapshot);
            var now = Later(arrival, loaded.Feed.DatabaseTime);
            var source = new SnapshotSource(loaded.Contents);
            if (question.TryAnswer(ref source, now, out var answer))
                return new Evaluated<TAnswer>(answer, Revision.Of(loaded.Feed.Incarnation, loaded.Feed.Snapshot), now);

            keys.UnionWith(source.Missing);
        }

        throw new InvalidOperationException($"A question was not answered in {MaximumRounds} rounds.");
    }

    /// <summary>The clock's present version, which every answer needs, and which must not be too old.</summary>
    private ClockState CurrentClock()
    {
        var current = _clock.Current ?? throw new RevisionUnavailableException(
            RevisionUnavailableException.NotReady, "This node has not loaded its revision clock yet.");
        return _time.GetElapsedTime(current.AskedAt) <= _options.MaximumAge
            ? current
            : throw new RevisionUnavailableException(
                RevisionUnavailableException.TooOld, $"The database has not been heard of for more than {_options.MaximumAge.TotalSeconds:0.#} s.");
    }

    private bool IsReached(Consistency consistency)
    {
        if (consistency.IsFull) return false;
        if (consistency.AtLeast is not { } wanted) return true;

        return CurrentClock().Revision.IsAtLeast(wanted);
    }

    private async ValueTask ReachAsync(Consistency consistency, CancellationToken cancellation)
    {
        if (IsReached(consistency)) return;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.CatchUpTimeout);
        try
        {
            do
            {
                await _follower.CatchUpAsync(limit.Token);
                if (consistency.AtLeast is { } wanted && CurrentClock().Revision.Lineage != wanted.Lineage)
                    throw new RevisionUnavailableException(RevisionUnavailableException.Lineage, "The revision is of another run of the database.");
            }
            while (!consistency.IsFull && !IsReached(consistency));
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is not RevisionUnavailableException)
        {
            throw new RevisionUnavailableException(
                RevisionUnavailableException.Unreached, "The revision that was asked for was not reached in time.", exception);
        }
    }

    private void Finish(WorkingSet work, string path)
    {
        if (path == "memo") _metrics.WasRead("l0", work.UsedCount);
        _metrics.WasEvaluated(path);
        work.Reset();
        _idle.Add(work);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
