using Npgsql;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Integration.History;

/// <summary>One history: writers change a world while readers ask several nodes about it, and things go wrong; and what came of it.</summary>
internal sealed class HistoryRun
{
    private const int NodeCount = 3;
    private const int WriterCount = 8;
    private const int ReaderCount = 16;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private HistoryRun(int seed, Findings findings) => (Seed, Findings) = (seed, findings);

    public int Seed { get; }

    public Findings Findings { get; }

    public int Commits { get; private set; }

    public int Folds { get; private set; }

    /// <summary>How often the database refused a write, by the SQLSTATE.</summary>
    public Dictionary<string, int> RefusedWrites { get; private set; } = [];

    /// <summary>How often a node did not answer, by the reason.</summary>
    public Dictionary<string, int> Refusals { get; private set; } = [];

    /// <summary>Runs one over a database that nothing else uses.</summary>
    /// <param name="database">The database, migrated.</param>
    /// <param name="seed">What is written and asked is drawn from it; when each of it happens is not.</param>
    /// <param name="length">How long it writes.</param>
    /// <param name="sabotage">Statements that break the database's part of the clock before the nodes start; null: none.</param>
    public static async Task<HistoryRun> RunAsync(NpgsqlDataSource database, int seed, TimeSpan length, string? sabotage = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            MaxPoolSize = 40,
            Options = "-c deadlock_timeout=50ms -c lock_timeout=1s",
        };
        await using var writing = NpgsqlDataSource.Create(settings.ConnectionString);
        var (names, commits, shared) = (new Names(), new Commits(), new DictionaryCache());
        await HistoryEntry.KeepAsync(database);
        await names.CreateAsync(database);
        if (sabotage is not null) await database.RunAsync(sabotage);

        await using var nodes = new Nodes(settings.ConnectionString, shared, NodeCount);
        await nodes.StartAsync();
        var lineage = nodes[0].Clock.Current!.Revision.Lineage;
        var writers = Enumerable.Range(0, WriterCount).Select(i => new Writer(writing, names, commits, new Random(seed * 1000 + i))).ToArray();
        var readers = Enumerable.Range(0, ReaderCount).Select(i => new Reader(nodes, names, commits, new Random(seed * 1000 + 100 + i))).ToArray();
        var faults = new Faults(writing, nodes, NodeCount, names, shared, seed * 1000 + 200);

        using var done = new CancellationTokenSource();
        Task[] tasks =
        [
            .. writers.Select(writer => Task.Run(() => writer.RunAsync(lineage, Pace, done.Token))),
            .. readers.Select(reader => Task.Run(() => reader.RunAsync(Pace, done.Token))),
            Task.Run(() => faults.RunAsync(done.Token)),
        ];
        await Task.WhenAny([Task.Delay(length, TestContext.Current.CancellationToken), .. tasks]);
        await done.CancelAsync();
        await Task.WhenAll(tasks);

        var findings = new Findings();
        var era = new Era(lineage, From: 0, await HistoryEntry.ReadAllAsync(database));
        findings.Check([era], [.. readers.SelectMany(static reader => reader.Given)]);
        return new HistoryRun(seed, findings)
        {
            Commits = commits.Count,
            Folds = faults.Folds,
            RefusedWrites = Sum(writers.SelectMany(static writer => writer.Refusals)),
            Refusals = Sum(readers.SelectMany(static reader => reader.Refusals)),
        };
    }

    public override string ToString() =>
        $"seed {Seed}: {Findings.Decisions.All} decisions ({Findings.Decisions.Permitted} permitted) at {Findings.Revisions} revisions, " +
        $"{Findings.WrongCount} wrong; {Commits} commits, {Folds} folds; refused writes: {Text(RefusedWrites)}; not answered: {Text(Refusals)}";

    private static Dictionary<string, int> Sum(IEnumerable<KeyValuePair<string, int>> counts) =>
        counts.GroupBy(static pair => pair.Key).ToDictionary(static group => group.Key, static group => group.Sum(static pair => pair.Value));

    private static string Text(Dictionary<string, int> counts) => string.Join(", ", counts.Select(static pair => $"{pair.Value} {pair.Key}"));
}
