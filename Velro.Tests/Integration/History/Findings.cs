using System.Collections.Concurrent;
using System.Text;
using Velro.Caching.Clock;
using Velro.Data.Feed;
using Velro.Tests.Reference;

namespace Velro.Tests.Integration.History;

/// <summary>Looks at answers after they were given: each against the reference evaluator, on the database as the answer's revision has it.</summary>
internal sealed class Findings
{
    private const int Printed = 3;

    /// <summary>What a node may take the database's clock to be off its own where both are one: half of the longest round trip that tells it.</summary>
    private static readonly TimeSpan LargestOffset = RoundTrip.LongestTelling / 2;

    private readonly ConcurrentQueue<string> _wrong = new();
    private int _wrongCount;
    private int _permitted;
    private int _decisions;
    private int _revisions;

    /// <summary>How many answers were wrong.</summary>
    public int WrongCount => _wrongCount;

    /// <summary>How many decisions were looked at, and how many of them permitted.</summary>
    public (int All, int Permitted) Decisions => (_decisions, _permitted);

    /// <summary>How many states of the database they were of.</summary>
    public int Revisions => _revisions;

    /// <summary>The first wrong answers, for a person.</summary>
    public string Text => string.Join('\n', _wrong);

    /// <summary>Looks at the answers of some runs of the server, which are given in their order.</summary>
    public void Check(IReadOnlyList<Era> eras, IReadOnlyList<Given> given)
    {
        foreach (var answer in given)
        {
            var revision = answer.Evaluated.Revision;
            if (answer.AtLeast is { } atLeast && !revision.IsAtLeast(atLeast)) Report(answer, "It does not include what it was asked to include.", "");
            if (!answer.Committed.All(committed => IsIncluded(committed, revision)))
                Report(answer, "It does not include what was committed before it was asked.", "");
            var at = answer.Evaluated.EvaluatedAt;
            if (at < answer.Arrived - LargestOffset || at > answer.Answered + LargestOffset)
                Report(answer, $"It was asked at {answer.Arrived:O} and answered at {answer.Answered:O}.", "");
        }

        // A state of an earlier run is included in one of a later run, as far as it was not lost.
        bool IsIncluded(Revision committed, Revision revision) =>
            committed.Lineage == revision.Lineage ? revision.IsAtLeast(committed) : IndexOf(committed) < IndexOf(revision);

        int IndexOf(Revision revision) => eras.TakeWhile(era => era.Lineage != revision.Lineage).Count();

        foreach (var ofEra in given.GroupBy(static answer => answer.Evaluated.Revision.Lineage))
        {
            if (eras.SingleOrDefault(era => era.Lineage == ofEra.Key) is not { } era)
            {
                Report(ofEra.First(), "It names a run of the server that was none.", "");
                continue;
            }

            var bySnapshot = ofEra.ToLookup(static answer => answer.Evaluated.Revision.Snapshot);
            var contents = Partitioner.Create(era.ContentsAt(bySnapshot.Select(static group => group.Key)), EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(contents, state =>
            {
                Interlocked.Increment(ref _revisions);
                foreach (var answer in bySnapshot[state.Snapshot]) Check(era, state.Content, answer);
            });
        }
    }

    private void Check(Era era, Content content, Given given)
    {
        var now = (int)given.Evaluated.EvaluatedAt.ToUnixTimeSeconds();
        var (questions, outcomes) = (given.Asked.Questions, given.Evaluated.Answer);
        Interlocked.Add(ref _decisions, outcomes.Length);
        Interlocked.Add(ref _permitted, outcomes.Count(static outcome => outcome.Answer is { IsPermitted: true }));
        for (var i = 0; i < questions.Length; i++)
        {
            var question = questions[i] with { Now = now };
            if (content.WrongIn(given.Asked.Credential, question, outcomes[i]) is { } wrong)
                Report(given, $"{WorldText.Of(question)} ({given.Asked.Credential}) {wrong}", Surroundings(era, content, given.Evaluated.Revision.Snapshot));
        }
    }

    private void Report(Given given, string what, string surroundings)
    {
        if (Interlocked.Increment(ref _wrongCount) > Printed) return;
        _wrong.Enqueue(
            $"""
            Node {given.Node}, asked as {given.Asked.Form}, at {given.Evaluated.Revision.Snapshot} and {given.Evaluated.EvaluatedAt:O}: {what}
            {surroundings}
            """);
    }

    private static string Surroundings(Era era, Content content, PostgresSnapshot snapshot)
    {
        var (seen, unseen) = era.Around(snapshot, 8);
        var text = new StringBuilder("The database at this revision:\n").Append(WorldText.Of(content.Rows));
        text.AppendLine("The last changes that it sees:");
        foreach (var entry in seen) text.AppendLine($"  {entry.Xid}: {entry.Old?.Value} -> {entry.New?.Value}");
        text.AppendLine("The first that it does not see:");
        foreach (var entry in unseen) text.AppendLine($"  {entry.Xid}: {entry.Old?.Value} -> {entry.New?.Value}");
        return text.ToString();
    }
}
