using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Velro.Authorization.Contexts;
using Velro.Caching.Monitoring;
using Velro.Tests.Stores;
using Velro.Tests.Unit;

namespace Velro.Tests.Integration.Caching;

public sealed class ConsistencyMonitorTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_caches_follow_the_database_there_is_no_difference()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var node = await Node.StartAsync(database);
        var (monitor, recent) = MonitorOf(node);

        for (var round = 0; round < 20; round++)
        {
            await node.AskAsync(new MayRead("alice", "p"));
            recent.Keep(new Recent("alice", "p"));
            await database.RunAsync(round % 2 == 0
                ? "insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')"
                : "delete from project_grants");
            await monitor.RunOnceAsync(Cancellation);
        }

        Assert.Equal(0, monitor.Differences);
        await node.Follower.CatchUpAsync(Cancellation);
        recent.Keep(new Recent("alice", "p"));
        Assert.Equal(1, await monitor.RunOnceAsync(Cancellation));
    }

    /// <summary>A trigger that somebody switched off is what nothing else would notice.</summary>
    [Fact]
    public async Task A_change_that_no_trigger_told_is_a_difference_until_the_caches_are_flushed()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var node = await Node.StartAsync(database);
        var (monitor, recent) = MonitorOf(node);
        await database.RunAsync("alter table project_grants disable trigger all");
        await node.Follower.CatchUpAsync(Cancellation);
        Assert.False((await node.AskAsync(new MayRead("alice", "p"))).Answer[0]);
        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')");

        recent.Keep(new Recent("alice", "p"));
        await monitor.RunOnceAsync(Cancellation);
        Assert.Equal(1, monitor.Differences);

        await database.RunAsync("select draw_flush_value(3::smallint)");
        await node.Follower.CatchUpAsync(Cancellation);
        Assert.True((await node.AskAsync(new MayRead("alice", "p"))).Answer[0]);
        recent.Keep(new Recent("alice", "p"));
        await monitor.RunOnceAsync(Cancellation);
        Assert.Equal(1, monitor.Differences);
    }

    [Fact]
    public async Task A_warmed_context_is_compared_with_what_the_base_tables_have()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var node = await Node.StartAsync(database);
        var (monitor, recent) = MonitorOf(node);
        await database.RunAsync("alter table projects disable trigger all");
        await node.Follower.CatchUpAsync(Cancellation);

        ContextKey[] keys = [ContextKey.Project("p"), ContextKey.Project("nowhere"), ContextKey.User("alice")];
        foreach (var key in keys) recent.Keep(new RecentContext(key));
        Assert.Equal(3, await monitor.RunOnceAsync(Cancellation));
        Assert.Equal(0, monitor.Differences);

        await database.RunAsync("update projects set visibility = 'public'");
        foreach (var key in keys) recent.Keep(new RecentContext(key));
        Assert.Equal(3, await monitor.RunOnceAsync(Cancellation));
        Assert.Equal(1, monitor.Differences);
    }

    private static (ConsistencyMonitor Monitor, RecentQuestions Recent) MonitorOf(Node node)
    {
        var recent = new RecentQuestions();
        return (new ConsistencyMonitor(
            recent,
            node.Check,
            TimeProvider.System,
            Options.Create(new MonitorOptions()),
            new TestMeterFactory(),
            NullLogger<ConsistencyMonitor>.Instance), recent);
    }

    private sealed class Recent(string user, string project) : IRecentQuestion
    {
        public Task<Agreement> CompareAsync(ConsistencyCheck check, CancellationToken cancellation) =>
            check.CompareAsync<MayRead, bool[]>(
                new MayRead(user, project), static (one, other) => one.AsSpan().SequenceEqual(other), cancellation);
    }
}
