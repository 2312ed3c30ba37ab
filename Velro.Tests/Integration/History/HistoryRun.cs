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

    public required Faults Faults { get; init; }

    /// <summary>How often what tells changes was replaced.</summary>
    public int Migrations { get; private set; }

    /// <summary>How often the database refused a write, by the SQLSTATE.</summary>
    public Dictionary<string, int> RefusedWrites { get; private set; } = [];

    /// <summary>How often a node did not answer, by the reason.</summary>
    public Dictionary<string, int> Refusals { get; private set; } = [];

    /// <summary>Runs one over a database that nothing else uses.</summary>
    /// <param name="database">The database, migrated.</param>
    /// <param name="plan">What it is to be.</param>
    /// <param name="failing">The shared cache; null: one in memory.</param>
    public static async Task<HistoryRun> RunAsync(NpgsqlDataSource database, HistoryPlan plan, IFailingCache? failing = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            MaxPoolSize = 40,
            Options = "-c deadlock_timeout=50ms -c lock_timeout=1s",
        };
        await using var writing = NpgsqlDataSource.Create(settings.ConnectionString);
        var (names, commits, shared) = (new Names(), new Commits(), failing ?? new FailingDictionary());
        await HistoryEntry.KeepAsync(database);
        await names.CreateAsync(database);
        if (plan.Sabotage is not null) await database.RunAsync(plan.Sabotage);

        await using var nodes = new Nodes(
            settings.ConnectionString, shared.Cache, NodeCount, cache: cache => cache.SharedTimeout = plan.SharedTimeout ?? cache.SharedTimeout);
        await nodes.StartAsync();
        var lineage = nodes[0].Clock.Current!.Revision.Lineage;
        var writers = Enumerable.Range(0, WriterCount)
            .Select(i => new Writer(writing, names, commits, new Random(plan.Seed * 1000 + i), plan.IsFlushed)).ToArray();
        var readers = Enumerable.Range(0, ReaderCount).Select(i => new Reader(nodes, names, commits, new Random(plan.Seed * 1000 + 100 + i))).ToArray();
        var faults = new Faults(writing, nodes, NodeCount, names, shared, plan);
        var migrations = plan.TriggerChange is { } change ? new Migrations(database, change, plan.Seed) : null;

        using var done = new CancellationTokenSource();
        Task[] tasks =
        [
            .. writers.Select(writer => Task.Run(() => writer.RunAsync(lineage, Pace, done.Token))),
            .. readers.Select(reader => Task.Run(() => reader.RunAsync(Pace, done.Token))),
            Task.Run(() => faults.RunAsync(done.Token)),
            .. migrations is null ? [] : (Task[])[Task.Run(() => migrations.RunAsync(done.Token))],
        ];
        await Task.WhenAny([Task.Delay(plan.Length, TestContext.Current.CancellationToken), .. tasks]);
        await done.CancelAsync();
        await Task.WhenAll(tasks);

        var given = readers.SelectMany(static reader => reader.Given);
        if (migrations is not null) given = given.Where(answer => migrations.IsWholeAt(answer.Evaluated.Revision.Snapshot));
        var findings = new Findings();
        var era = new Era(lineage, From: 0, await HistoryEntry.ReadAllAsync(database));
        findings.Check([era], [.. given]);
        return new HistoryRun(plan.Seed, findings)
        {
            Commits = commits.Count,
            Faults = faults,
            Migrations = migrations?.Count ?? 0,
            RefusedWrites = Sum(writers.SelectMany(static writer => writer.Refusals)),
            Refusals = Sum(readers.SelectMany(static reader => reader.Refusals)),
        };
    }

    /// <summary>A history in which nothing happens, or nothing is answered, or something wrong, is none to be content with.</summary>
    public void AssertRight()
    {
        Assert.True(Findings.WrongCount == 0, $"{this}\n{Findings.Text}");
        var (all, permitted) = Findings.Decisions;
        Assert.True(all > 1_000 && permitted > all / 50 && permitted < all - all / 50, ToString());
        Assert.True(this is { Commits: > 50, RefusedWrites.Count: > 0, Faults.Folds: > 3, Findings.Revisions: > 20 }, ToString());
        Assert.True(Refusals.Values.Sum() < all / 4, ToString());
    }

    public override string ToString() =>
        $"seed {Seed}: {Findings.Decisions.All} decisions ({Findings.Decisions.Permitted} permitted) at {Findings.Revisions} revisions, " +
        $"{Findings.WrongCount} wrong; {Commits} commits, {Faults.Folds} folds and {Faults.BeatenFolds} given up, {Migrations} migrations, " +
        $"{Faults.Delays} delays; refused writes: {Text(RefusedWrites)}; not answered: {Text(Refusals)}";

    private static Dictionary<string, int> Sum(IEnumerable<KeyValuePair<string, int>> counts) =>
        counts.GroupBy(static pair => pair.Key).ToDictionary(static group => group.Key, static group => group.Sum(static pair => pair.Value));

    private static string Text(Dictionary<string, int> counts) => string.Join(", ", counts.Select(static pair => $"{pair.Value} {pair.Key}"));
}
