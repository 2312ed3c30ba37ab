using System.Collections.Concurrent;
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

    private readonly RevisionClock _clock;
    private readonly ClockHealth _health;
    private readonly ClockFollower _follower;
    private readonly ContextMemo _memo;
    private readonly ContextFetcher _fetcher;
    private readonly WriteTraces _traces;
    private readonly TimeProvider _time;
    private readonly ClockOptions _options;
    private readonly CacheMetrics _metrics;
    private readonly ConcurrentBag<WorkingSet> _idle = [];

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
        TQuestion question, Consistency consistency, CancellationToken cancellation) where TQuestion : IQuestion<TAnswer>
    {
        var arrival = Moment.Now(_time);
        var work = _idle.TryTake(out var idle) ? idle : new WorkingSet(_clock, _memo);
        if (IsReached(consistency, arrival)
            && TryAnswer<TQuestion, TAnswer>(question, work, arrival, out var evaluated) == Attempt.Done
            && (consistency.AtLeast is not { } wanted || evaluated.Revision.Lineage == wanted.Lineage))
        {
            Finish(work, "memo");
            return ValueTask.FromResult(evaluated);
        }

        return AwaitedAsync<TQuestion, TAnswer>(question, work, arrival, consistency, cancellation);
    }

    private async ValueTask<Evaluated<TAnswer>> AwaitedAsync<TQuestion, TAnswer>(
        TQuestion question, WorkingSet work, Moment arrival, Consistency consistency, CancellationToken cancellation)
        where TQuestion : IQuestion<TAnswer>
    {
        var lineage = await ReachAsync(consistency, cancellation);
        var staleRounds = 0;
        for (var round = 0; staleRounds < MaximumStaleRounds; round++)
        {
            if (round == MaximumRounds) throw new InvalidOperationException($"A question was not answered in {MaximumRounds} rounds.");

            switch (TryAnswer<TQuestion, TAnswer>(question, work, arrival, out var evaluated))
            {
                case Attempt.Done when consistency.AtLeast is not null && evaluated.Revision.Lineage != lineage:
                    // The server has begun another run since, which may have lost what was reached.
                    lineage = await ReachAsync(consistency, cancellation);
                    staleRounds++;
                    break;
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
        if (consistency.AtLeast is not null && answer.Revision.Lineage != lineage) throw RevisionUnavailableException.NotReached();
        Finish(work, "snapshot");
        return answer;
    }

    private enum Attempt
    {
        Done,
        Missing,
        Stale,
    }

    private Attempt TryAnswer<TQuestion, TAnswer>(TQuestion question, WorkingSet work, Moment arrival, out Evaluated<TAnswer> evaluated)
        where TQuestion : IQuestion<TAnswer>
    {
        evaluated = default;
        var clock = CurrentClock(arrival, out var isDegraded);
        var now = Later(arrival.Utc + clock.Offset, clock.DatabaseTime);
        work.Begin();
        var source = new WorkingSource(work);
        if (!question.TryAnswer(ref source, now, out var answer)) return Attempt.Missing;
        if (!work.IsOfOneVersion(out var version) || version!.DatabaseTime > now) return Attempt.Stale;

        evaluated = new Evaluated<TAnswer>(answer, version.Revision, now, isDegraded);
        return Attempt.Done;
    }

    /// <summary>
    /// The way out when the clock keeps moving: all that the question turns out to need is read in one statement, and decided there. The
    /// answer is of that statement's snapshot, whatever the clock does meanwhile.
    /// </summary>
    private async Task<Evaluated<TAnswer>> AnswerFromOneSnapshotAsync<TQuestion, TAnswer>(TQuestion question, WorkingSet work, Moment arrival)
        where TQuestion : IQuestion<TAnswer>
    {
        var keys = work.UsedKeys.ToArray().Concat(work.Missing).ToHashSet();
        for (var round = 0; round < MaximumRounds; round++)
        {
            var clock = CurrentClock(Moment.Now(_time), out _);
            var loaded = await _fetcher.LoadAnswerAsync(keys, clock.Snapshot);
            var now = Later(arrival.Utc + clock.Offset, loaded.Feed.DatabaseTime);
            var source = new SnapshotSource(loaded.Contents);
            if (question.TryAnswer(ref source, now, out var answer))
                return new Evaluated<TAnswer>(answer, Revision.Of(loaded.Feed.Incarnation, loaded.Feed.Snapshot), now);

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

    private bool IsReached(Consistency consistency, Moment now)
    {
        if (consistency.IsFull) return false;
        if (consistency.AtLeast is not { } wanted) return true;

        return CurrentClock(now, out _).Revision.IsAtLeast(wanted);
    }

    /// <summary>Brings the clock to what is asked for.</summary>
    /// <returns>The run of the server in which it is there.</returns>
    private async ValueTask<ulong> ReachAsync(Consistency consistency, CancellationToken cancellation)
    {
        if (IsReached(consistency, Moment.Now(_time))) return consistency.AtLeast?.Lineage ?? 0;
        if (!_health.IsDatabaseThere) throw RevisionUnavailableException.NotReached();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.CatchUpTimeout);
        try
        {
            await _follower.CatchUpAsync(limit.Token);
            if (consistency.AtLeast is not { } wanted) return 0;
            if (CurrentClock(Moment.Now(_time), out _).Revision.Lineage is var present && present != wanted.Lineage)
            {
                if (wanted.Trace is not { } trace || !await _traces.IsKeptAsync(trace, limit.Token))
                    throw RevisionUnavailableException.OtherLineage();

                // It is seen, so that any snapshot from here on has it.
                await _follower.CatchUpAsync(limit.Token);
                return present;
            }

            while (!CurrentClock(Moment.Now(_time), out _).Revision.IsAtLeast(wanted)) await _follower.CatchUpAsync(limit.Token);
            return wanted.Lineage;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is not RevisionUnavailableException)
        {
            throw RevisionUnavailableException.NotReached(exception);
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
