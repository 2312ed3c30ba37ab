using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>Histories during which the database's part of the clock is changed under living nodes and open transactions.</summary>
public sealed class ClockUpkeepHistoryTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private static readonly int Length = Settings.Rounds(4, 60);

    [Theory]
    [InlineData("a trigger")]
    [InlineData("a function that triggers call")]
    public async Task A_migration_that_replaces_what_tells_changes_loses_none(string replaced)
    {
        var run = await RunAsync(new HistoryPlan
        {
            Seed = Random.Shared.Next(1_000_000),
            Length = TimeSpan.FromSeconds(Length),
            TriggerChange = replaced == "a trigger" ? TriggerChange.OfTrigger : TriggerChange.OfFunction,
        });
        Assert.True(run.Migrations > 0, run.ToString());
    }

    /// <summary>The lock that keeps them apart holds nobody, as behind a pooler of transactions.</summary>
    [Fact]
    public async Task Two_compactors_at_once_lose_no_change()
    {
        var run = await RunAsync(new HistoryPlan
        {
            Seed = Random.Shared.Next(1_000_000),
            Length = TimeSpan.FromSeconds(Length),
            IsCompactedByTwo = true,
        });
        Assert.True(run.Faults.BeatenFolds > 0, run.ToString());
    }

    private async Task<HistoryRun> RunAsync(HistoryPlan plan)
    {
        var run = await HistoryRun.RunAsync(await postgres.CreateDatabaseAsync(), plan);
        output.WriteLine(run.ToString());
        run.AssertRight();
        return run;
    }
}
