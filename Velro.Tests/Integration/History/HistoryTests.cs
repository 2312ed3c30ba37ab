using System.Globalization;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>
/// Writers, readers and faults at once, over a real database: every answer is the one that the reference evaluator gives on the database's
/// content at the revision which the answer names (DESIGN.md section 4). The variable VELRO_HISTORY_DECISIONS says how many decisions are
/// looked at, over as many databases as that takes; VELRO_HISTORY_SEED, with which seed it begins.
/// </summary>
public sealed class HistoryTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Every_answer_is_that_of_the_state_of_the_database_which_it_names()
    {
        var seed = (int)(Setting("VELRO_HISTORY_SEED") ?? Random.Shared.Next(1_000_000));
        var wanted = Setting("VELRO_HISTORY_DECISIONS") ?? 1;
        for (var decisions = 0L; decisions < wanted; seed++)
        {
            var run = await HistoryRun.RunAsync(await postgres.CreateDatabaseAsync(), seed, Length);
            output.WriteLine(run.ToString());

            Assert.True(run.Findings.WrongCount == 0, $"{run}\n{run.Findings.Text}");
            AssertItMeansSomething(run);
            decisions += run.Findings.Decisions.All;
        }
    }

    /// <summary>A history in which nothing happens, or nothing is answered, shows nothing.</summary>
    private static void AssertItMeansSomething(HistoryRun run)
    {
        var (all, permitted) = run.Findings.Decisions;
        Assert.True(all > 1_000 && permitted > all / 50 && permitted < all - all / 50, run.ToString());
        Assert.True(run is { Commits: > 50, RefusedWrites.Count: > 0, Folds: > 3 } && run.Findings.Revisions > 50, run.ToString());
        Assert.True(run.Refusals.Values.Sum() < all / 4, run.ToString());
    }

    private static long? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
