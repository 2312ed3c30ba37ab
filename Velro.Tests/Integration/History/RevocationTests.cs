using System.Diagnostics;
using Npgsql;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Transactions;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>
/// From the writer's answer to the first refusal on another node. With the revision that the writer was given it is never late; without,
/// it takes until the node's next poll. How long that is depends on the machine, so it is told and not judged.
/// </summary>
public sealed class RevocationTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private static readonly int Rounds = Settings.Rounds(60, 2_000);

    /// <summary>With hints over Redis after the commit; and without, where the timer of 25 ms is left.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_revocation_is_felt_on_another_node(bool isHinted)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var redis = isHinted ? await TemporaryRedis.StartAsync() : null;
        await using var toWriter = redis is null ? null : await redis.ConnectAsync();
        await using var writer = await Node.StartAsync(database, redis: toWriter);
        await using var other = await Node.StartAsync(database, redis: redis?.Connection);

        var took = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var granted = await WriteAsync(
                database, "insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')", writer.CommitObserver);
            Assert.True((await other.AskAsync(new MayRead("alice", "p"), Consistency.Since(granted))).Answer[0]);

            await WriteAsync(database, "delete from project_grants", writer.CommitObserver);
            var answered = Stopwatch.GetTimestamp();
            while ((await other.AskAsync(new MayRead("alice", "p"))).Answer[0])
            {
                Assert.True(Stopwatch.GetElapsedTime(answered) < TimeSpan.FromSeconds(30), "The revocation is not felt.");
                await Task.Yield();
            }

            took.Add(Stopwatch.GetElapsedTime(answered).TotalMilliseconds);
        }

        took.Sort();
        output.WriteLine($"{(isHinted ? "with" : "without")} a hint: P50 {took[Rounds / 2]:0.0} ms, P99 {took[Rounds * 99 / 100]:0.0} ms, longest {took[^1]:0.0} ms");
    }

    [Fact]
    public async Task With_the_revision_of_the_write_a_revocation_is_never_late()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "p");
        await using var nodes = new Nodes(database.ConnectionString, new DictionaryCache(), count: 3);
        await nodes.StartAsync();

        for (var round = 0; round < Rounds; round++)
        {
            var granted = await WriteAsync(database, "insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')");
            Assert.All(await AskAllAsync(granted), Assert.True);
            var revoked = await WriteAsync(database, "delete from project_grants");
            Assert.All(await AskAllAsync(revoked), Assert.False);
        }

        Task<bool[]> AskAllAsync(Revision revision) => Task.WhenAll(Enumerable.Range(0, 3).Select(
            async i => (await nodes[i].AskAsync(new MayRead("alice", "p"), Consistency.Since(revision))).Answer[0]));
    }

    private static Task<Revision> WriteAsync(NpgsqlDataSource database, string statement, ICommitObserver? observer = null) =>
        new Store(database, TimeProvider.System, observer).WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(statement);
                return Revision.Of(transaction.Incarnation, transaction.Snapshot);
            },
            TestContext.Current.CancellationToken);
}
