using Microsoft.Extensions.Options;
using Velro.Caching.Clock;
using Velro.Caching.Tiers;
using Velro.Data.Feed;

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

    [ThreadStatic]
    private static WorkingSet? _idle;

    private readonly RevisionClock _clock;
    private readonly ClockHealth _health;
    private readonly ClockFollower _follower;
    private readonly ContextMemo _memo;
    private readonly ContextFetcher _fetcher;
    private readonly WriteTraces _traces;
    private readonly TimeProvider _time;
    private readonly ClockOptions _options;
    private readonly CacheMetrics _metrics;

    internal Evaluator(
        RevisionClock clock,
        ClockHealth health,
        ClockFollower follower,
        ContextMemo memo,
        ContextFetcher fetcher,
        WriteTraces traces,
        TimeProvider time,
        IOptions<ClockOptions> options,
        CacheMetrics metrics)
    {
        (_clock, _health, _follower, _memo, _fetcher) = (clock, health, follower, memo, fetcher);
        (_traces, _time, _options, _metrics) = (traces, time, options.Value, metrics);
    }

    /// <summary>Answers <paramref name="question"/>.</summary>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    public ValueTask<Evaluated<TAnswer>> AskAsync<TQuestion, TAnswer>(
        TQuestion question, Consistency consistency, CancellationToken cancellation) where TQuestion : IQuestion<TAnswer> =>
        AskAsync<TQuestion, TAnswer>(question, consistency, isExplained: false, cancellation);

    /// <summary>Answers <paramref name="question"/>, and says where the contexts were found when <paramref name="isExplained"/>.</summary>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    public ValueTask<Evaluated<TAnswer>> AskAsync<TQuestion, TAnswer>(
        TQuestion question, Consistency consistency, bool isExplained, CancellationToken cancellation) where TQuestion : IQuestion<TAnswer>
    {
        var arrival = Moment.Now(_time);
        var work = Begin();
        if (IsReached(consistency, arrival, out var floor)
            && TryAnswer<TQuestion, TAnswer>(question, work, arrival, arrival, floor, out var evaluated) == Attempt.Done)
        {
            if (isExplained) evaluated = evaluated with { Tiers = work.TiersOfUsed() };
            Finish(work, EvaluationPath.Memo);
            return ValueTask.FromResult(evaluated);
        }

        return AwaitedAsync<TQuestion, TAnswer>(question, work, arrival, consistency, isExplained, cancellation);
    }

    /// <summary>
    /// Answers <paramref name="question"/> from the memo alone, for whoever does not mind how fresh the answer is. Nothing is waited for.
    /// </summary>
    /// <returns>False: something has to be fetched first, and nothing was counted; <c>AskAsync</c> does that.</returns>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    public bool TryAsk<TQuestion, TAnswer>(TQuestion question, out Evaluated<TAnswer> evaluated) where TQuestion : IQuestion<TAnswer>
    {
        var arrival = Moment.Now(_time);
        var work = Begin();
        if (TryAnswer(question, work, arrival, arrival, floor: null, out evaluated) == Attempt.Done)
        {
            Finish(work, EvaluationPath.Memo);
            return true;
        }

        PutAway(work);
        return false;
    }

    private async ValueTask<Evaluated<TAnswer>> AwaitedAsync<TQuestion, TAnswer>(
        TQuestion question, WorkingSet work, Moment arrival, Consistency consistency, bool isExplained, CancellationToken cancellation)
        where TQuestion : IQuestion<TAnswer>
    {
        var floor = await ReachAsync(consistency, cancellation);
        var (staleRounds, wasFetched) = (0, false);
        for (var round = 0; staleRounds < MaximumStaleRounds; round++)
        {
            if (round == MaximumRounds) throw new InvalidOperationException($"A question was not answered in {MaximumRounds} rounds.");

            switch (TryAnswer<TQuestion, TAnswer>(question, work, arrival, Moment.Now(_time), floor, out var evaluated))
            {
                case Attempt.Done:
                    if (isExplained) evaluated = evaluated with { Tiers = work.TiersOfUsed() };
                    Finish(work, EvaluationPath.Fetched);
                    return evaluated with { WasFetched = wasFetched };
                case Attempt.Stale:
                    staleRounds++;
                    break;
                case Attempt.Behind:
                    staleRounds++;
                    floor = await ReachAsync(consistency, cancellation);
                    break;
                default:
                    wasFetched = true;
                    var fetched = await _fetcher.FetchAsync([.. work.Missing], cancellation);
                    if (fetched.Count == 0) staleRounds++;
                    foreach (var one in fetched) work.Add(one);
                    break;
            }
        }

        var answer = await AnswerFromOneSnapshotAsync<TQuestion, TAnswer>(question, work, arrival, floor);
        Finish(work, EvaluationPath.Snapshot);
        return answer with { WasFetched = true };
    }

    private enum Attempt
    {
        Done,
        Missing,
        Stale,
        Behind,
    }

    /// <param name="question">The question.</param>
    /// <param name="work">What is in hand.</param>
    /// <param name="arrival">When the request arrived, which expiries are compared with.</param>
    /// <param name="now">The present, which the clock's age is of.</param>
    /// <param name="floor">What the answer's revision must include: a clock that starts over may be set back a little. Null: anything will do.</param>
    /// <param name="evaluated">The answer.</param>
    private Attempt TryAnswer<TQuestion, TAnswer>(
        TQuestion question, WorkingSet work, Moment arrival, Moment now, Revision? floor, out Evaluated<TAnswer> evaluated)
        where TQuestion : IQuestion<TAnswer>
    {
        evaluated = default;
        var clock = CurrentClock(now, out var isDegraded);
        var instant = Later(arrival.Utc + clock.Offset, clock.DatabaseTime);
        work.Begin();
        var source = new WorkingSource(work);
        if (!question.TryAnswer(ref source, instant, out var answer)) return Attempt.Missing;
        if (!work.IsOfOneVersion(out var version)) return Attempt.Stale;

        // A poll that came between is of a later time than expiries were compared with. When it brought nothing, what was used is that of the
        // version before it too: else every poll would have the long questions that it meets decided again.
        if (version!.DatabaseTime > instant && version.SaysTheSameAs(clock)) version = clock;
        if (version.DatabaseTime > instant) return Attempt.Stale;
        if (floor is not null && !version.Revision.IsAtLeast(floor)) return Attempt.Behind;

        evaluated = new Evaluated<TAnswer>(answer, version.Revision, instant, isDegraded);
        return Attempt.Done;
    }

    /// <summary>
    /// The way out when the clock keeps moving: all that the question turns out to need is read in one statement, and decided there. The
    /// answer is of that statement's snapshot, whatever the clock does meanwhile.
    /// </summary>
    private async Task<Evaluated<TAnswer>> AnswerFromOneSnapshotAsync<TQuestion, TAnswer>(
        TQuestion question, WorkingSet work, Moment arrival, Revision? floor)
        where TQuestion : IQuestion<TAnswer>
    {
        var keys = work.UsedKeys.ToArray().Concat(work.Missing).ToHashSet();
        for (var round = 0; round < MaximumRounds; round++)
        {
            var clock = CurrentClock(Moment.Now(_time), out _);
            var loaded = await _fetcher.LoadAnswerAsync(keys, clock.Snapshot);
            var now = Later(arrival.Utc + clock.Offset, loaded.Feed.DatabaseTime);
            var revision = Revision.Of(loaded.Feed.Incarnation, loaded.Feed.Snapshot);
            if (floor is not null && !revision.IsAtLeast(floor)) throw RevisionUnavailableException.NotReached();

            var source = new SnapshotSource(loaded.Contents);
            if (question.TryAnswer(ref source, now, out var answer))
            {
                return new Evaluated<TAnswer>(answer, revision, now)
                {
                    Tiers = loaded.Contents.Keys.ToDictionary(static key => key, static _ => CacheTier.Database),
                };
            }

            keys.UnionWith(source.Missing);
        }

        throw new InvalidOperationException($"A question was not answered in {MaximumRounds} rounds.");
    }

    /// <summary>The clock's present version, which every answer needs.</summary>
    /// <exception cref="RevisionUnavailableException">It is not good enough.</exception>
    private ClockState CurrentClock(Moment now, out bool isDegraded)
    {
        var mode = _health.ModeAt(now, out var version);
        isDegraded = mode == ClockMode.Degraded;
        return mode is ClockMode.Current or ClockMode.Degraded ? version! : throw RevisionUnavailableException.Of(mode);
    }

    /// <summary>
    /// Whether the clock's present version includes what is asked for, as far as waiting for a later one is not asked for itself.
    /// </summary>
    /// <param name="consistency">What is asked for.</param>
    /// <param name="now">The present.</param>
    /// <param name="floor">The version's revision, where the answer must not be of an earlier one; null: anything will do.</param>
    private bool IsReached(Consistency consistency, Moment now, out Revision? floor)
    {
        floor = null;
        if (consistency.IsFull) return false;
        if (consistency.AtLeast.IsEmpty) return true;

        floor = CurrentClock(now, out _).Revision;
        foreach (var wanted in consistency.AtLeast)
        {
            if (!floor.IsAtLeast(wanted)) return false;
        }

        return true;
    }

    /// <summary>Waits until the clock includes what is asked for.</summary>
    /// <returns>A revision that includes it; null: anything does.</returns>
    private async ValueTask<Revision?> ReachAsync(Consistency consistency, CancellationToken cancellation)
    {
        if (IsReached(consistency, Moment.Now(_time), out var floor)) return floor;
        if (!_health.IsDatabaseThere) throw RevisionUnavailableException.NotReached();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.CatchUpTimeout);
        try
        {
            await _follower.CatchUpAsync(limit.Token);
            foreach (var wanted in consistency.AtLeast) await ReachAsync(wanted, limit.Token);
            return CurrentClock(Moment.Now(_time), out _).Revision;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is not RevisionUnavailableException)
        {
            throw RevisionUnavailableException.NotReached(exception);
        }
    }

    private async ValueTask ReachAsync(Revision wanted, CancellationToken cancellation)
    {
        while (true)
        {
            var present = CurrentClock(Moment.Now(_time), out _).Revision;
            if (present.IsAtLeast(wanted)) return;
            if (present.Lineage != wanted.Lineage)
            {
                if (wanted.Trace is not { } trace || !await _traces.IsKeptAsync(trace, cancellation))
                    throw RevisionUnavailableException.OtherLineage();

                // It is seen, so that any snapshot from here on has it.
                await _follower.CatchUpAsync(cancellation);
                return;
            }

            await _follower.CatchUpAsync(cancellation);
        }
    }

    /// <summary>
    /// Whether a revision is one that this node can be asked about, when it has caught up: of the present run of the database, or of a write
    /// that is still there. Where that cannot be found out now, it is taken for one: asking says why not.
    /// </summary>
    public async ValueTask<bool> IsOfThisRunAsync(Revision revision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(revision);
        if (_clock.Current?.Revision.Lineage == revision.Lineage) return true;
        try
        {
            await ReachAsync(Consistency.Since(revision), cancellation);
            return true;
        }
        catch (RevisionUnavailableException exception)
        {
            return exception.Code != RevisionUnavailableException.Lineage;
        }
    }

    /// <summary>A working set that nobody uses: that of this thread, which is warm in its processor's caches, or a new one.</summary>
    private WorkingSet Begin()
    {
        var idle = _idle;
        if (idle is null || !idle.IsOf(_clock, _memo)) return new WorkingSet(_clock, _memo);

        _idle = null;
        return idle;
    }

    private void Finish(WorkingSet work, EvaluationPath path)
    {
        work.Count(_metrics);
        _metrics.WasEvaluated(path);
        PutAway(work);
    }

    private static void PutAway(WorkingSet work)
    {
        work.Reset();
        _idle = work;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
