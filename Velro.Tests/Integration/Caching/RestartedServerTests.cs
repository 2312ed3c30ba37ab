using Npgsql;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Transactions;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Caching;

/// <summary>Nodes over a server of their own, which these tests stop at once, as a crash does, and start again.</summary>
public sealed class RestartedServerTests : IAsyncLifetime
{
    private TemporaryPostgres _server = null!;
    private NpgsqlDataSource _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TemporaryPostgres.StartAsync();
        _database = NpgsqlDataSource.Create(_server.ConnectionString);
        await PostgresFixture.MigrateAsync(_database, withDemo: false);
        await _database.AddWorldAsync("alice", "p");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_write_is_reached_after_the_server_has_crashed_and_a_decision_of_the_lost_run_is_refused()
    {
        await using var node = await Node.StartAsync(_database);
        var decided = (await node.AskAsync(new MayRead("alice", "p"))).Revision;
        var written = await GrantAsync();
        Assert.True((await node.AskAsync(new MayRead("alice", "p"), Consistency.Since(written))).Answer[0]);

        await CrashAsync();
        await UntilCurrentAsync(node);

        Assert.NotEqual(written.Lineage, node.Clock.Current!.Revision.Lineage);
        Assert.True((await node.AskAsync(new MayRead("alice", "p"), Consistency.Since(written))).Answer[0]);
        Assert.Equal(RevisionUnavailableException.Lineage, await RefusalAsync(node, decided));
        Assert.Equal(RevisionUnavailableException.Lineage, await RefusalAsync(node, written with { Trace = new(1, 2) }));
    }

    /// <summary>The revision was reached, and is lost before the answer is there.</summary>
    [Fact]
    public async Task A_decision_of_a_run_that_ends_while_it_is_asked_with_is_refused()
    {
        await using var node = await Node.StartAsync(_database);
        var decided = (await node.AskAsync(new MayRead("alice", "p"))).Revision;
        var attempts = 0;
        var question = new MayRead("alice", "another")
        {
            InTheMiddle = () =>
            {
                // The first attempt finds that something is missing; the second comes after the revision was found to be reached.
                if (attempts++ != 1) return;
                CrashAsync().GetAwaiter().GetResult();
                UntilCurrentAsync(node).GetAwaiter().GetResult();
            },
        };

        var refusal = await Assert.ThrowsAsync<RevisionUnavailableException>(() => node.AskAsync(question, Consistency.Since(decided)));

        Assert.Equal(RevisionUnavailableException.Lineage, refusal.Code);
    }

    [Fact]
    public async Task A_node_goes_on_degraded_while_the_server_is_away_and_is_current_again_by_itself()
    {
        await using var node = await Node.StartAsync(_database);
        Assert.False((await node.AskAsync(new MayRead("alice", "p"))).IsDegraded);

        await _server.StopAtOnceAsync();
        await Eventually.TrueAsync(async () => (await node.AskAsync(new MayRead("alice", "p"))) is { IsDegraded: true, Answer: [false] });
        Assert.Equal(
            RevisionUnavailableException.StoreUnavailable,
            (await Assert.ThrowsAsync<RevisionUnavailableException>(() => node.AskAsync(new MayRead("alice", "other")))).Code);

        await _server.StartAgainAsync();
        await UntilCurrentAsync(node);
        Assert.True((await node.AskAsync(new MayRead("alice", "p"), Consistency.Since(await GrantAsync()))).Answer[0]);
    }

    private async Task CrashAsync()
    {
        await _server.StopAtOnceAsync();
        await _server.StartAgainAsync();
    }

    private Task<Revision> GrantAsync() => new Store(_database, TimeProvider.System).WriteAsync(
        static async transaction =>
        {
            await transaction.ExecuteAsync("insert into project_grants (project_id, user_id, role) values ('p', 'alice', 'viewer')");
            var trace = await transaction.FindTraceAsync();
            return Revision.Of(transaction.Incarnation, transaction.Snapshot) with { Trace = trace };
        },
        Cancellation);

    private static async Task<string> RefusalAsync(Node node, Revision revision) =>
        (await Assert.ThrowsAsync<RevisionUnavailableException>(
            () => node.AskAsync(new MayRead("alice", "p"), Consistency.Since(revision)))).Code;

    /// <summary>The clock's follower tries again by itself; a fresh answer says that it has the server back.</summary>
    private static Task UntilCurrentAsync(Node node) => Eventually.TrueAsync(async () =>
    {
        try
        {
            return !(await node.AskAsync(new MayRead("alice", "p"), Consistency.Full)).IsDegraded;
        }
        catch (RevisionUnavailableException)
        {
            return false;
        }
    });
}
