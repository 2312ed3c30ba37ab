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
        var seed = (int)(Settings.Seed ?? Random.Shared.Next(1_000_000));
        var wanted = Settings.Decisions ?? 1;
        var (decisions, runs) = (0L, 0);

        // Every other one is flushed. Where many are wanted there are as many of these as of the others.
        for (; decisions < wanted || wanted > 1 && runs % 2 == 1; runs++, seed++)
        {
            var plan = new HistoryPlan { Seed = seed, Length = Length, IsFlushed = seed % 2 == 0 };
            var run = await HistoryRun.RunAsync(await postgres.CreateDatabaseAsync(), plan);
            output.WriteLine(run.ToString());
            run.AssertRight();
            decisions += run.Findings.Decisions.All;
        }
    }
}
