using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Data.Search;

namespace Velro.Caching.Evaluations;

/// <summary>Questions that are answered one after the other from one snapshot of the database, whatever the clock does meanwhile.</summary>
public sealed class SnapshotEvaluation
{
    /// <summary>As in <see cref="Evaluator"/>; a load brings along nearly everything, so that one or two are usual.</summary>
    private const int MaximumRounds = 128;

    private readonly Dictionary<ContextKey, Context?> _contents = [];

    internal SnapshotEvaluation(SearchSnapshot snapshot, DateTimeOffset now)
    {
        Snapshot = snapshot;
        Revision = Revision.Of(snapshot.Feed.Incarnation, snapshot.Feed.Snapshot);
        Now = now;
    }

    /// <summary>The snapshot, for statements of its own.</summary>
    public SearchSnapshot Snapshot { get; }

    /// <summary>The state of the database that every answer is of.</summary>
    public Revision Revision { get; }

    /// <summary>The instant that expiries are compared with.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The contexts that were looked for, and what was loaded beside them.</summary>
    public IReadOnlyCollection<ContextKey> LoadedKeys => _contents.Keys;

    /// <summary>Answers <paramref name="question"/>.</summary>
    public Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, CancellationToken cancellation)
        where TQuestion : IQuestion<TAnswer> => AskAsync<TQuestion, TAnswer>(question, Now, cancellation);

    /// <summary>Answers <paramref name="question"/> as of another instant.</summary>
    public async Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, DateTimeOffset now, CancellationToken cancellation)
        where TQuestion : IQuestion<TAnswer>
    {
        for (var round = 0; round < MaximumRounds; round++)
        {
            var source = new SnapshotSource(_contents);
            if (question.TryAnswer(ref source, now, out var answer)) return answer;
            foreach (var (key, content) in await Snapshot.LoadAsync([.. source.Missing], cancellation)) _contents[key] = content;
        }

        throw new InvalidOperationException($"A question was not answered in {MaximumRounds} rounds.");
    }
}
