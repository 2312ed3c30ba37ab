using Npgsql;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>
/// A history over a Redis that is frozen and killed, with nodes that are restarted and feeds that stand still, all of it real processes.
/// </summary>
public sealed class RealFaultHistoryTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(Settings.Rounds(6, 120));

    [Fact]
    public async Task Every_answer_is_right_while_Redis_and_feeds_are_frozen_and_Redis_is_killed()
    {
        await using var server = await TemporaryPostgres.StartAsync();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await PostgresFixture.MigrateAsync(database, withDemo: false);
        await using var redis = await TemporaryRedis.StartAsync();
        var shared = new FailingRedis(redis);

        // A machine that is busy with other tests is not to be taken for a Redis that is frozen.
        var plan = new HistoryPlan
        {
            Seed = Random.Shared.Next(1_000_000),
            Length = Length,
            IsFlushed = true,
            IsFeedFrozen = true,
            SharedTimeout = TimeSpan.FromMilliseconds(300),
        };
        var run = await HistoryRun.RunAsync(database, plan, shared);

        output.WriteLine($"{run}; {shared.Freezes} freezes, {shared.Kills} kills, {shared.Found} found in the shared cache");
        run.AssertRight();
        Assert.True(shared is { Freezes: > 0, Kills: > 0, Found: > 0 } && run.Faults.Delays > 0, run.ToString());
    }
}
