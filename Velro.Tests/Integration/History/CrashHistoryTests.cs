using Velro.Caching.Evaluations;
using Velro.Data.Feed;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>
/// Histories that go on while the server crashes, or is set back: no answer rests on a future that was lost once a node names another one,
/// and no change is missed (DESIGN.md section 4, Incarnation).
/// </summary>
public sealed class CrashHistoryTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(600);

    private static readonly int Crashes = Settings.Rounds(4, 40);

    /// <summary>
    /// All processes of the server are killed. Then the ids of what was rolled back are handed out again, to transactions that the nodes
    /// would take for past: of all that were rolled back when nobody committed after, of the last when writers are at work.
    /// </summary>
    [Fact]
    public async Task A_server_may_crash_after_transactions_that_rolled_back_again_and_again()
    {
        await using var stage = await CrashStage.StartAsync();
        for (var crash = 0; crash < Crashes; crash++)
        {
            if (crash % 2 == 0)
            {
                await stage.WriteAsync(Length);
                stage.Server.FreezeLogWriter();
                await RollBackAndCrashAsync();
            }
            else
            {
                await stage.WriteAsync(Length, crash: RollBackAndCrashAsync);
            }

            await stage.StartServerAgainAsync();
            await stage.EndEraAsync();
            await stage.BeginEraAsync();
        }

        await stage.WriteAsync(Length);
        await stage.UntilNodesFollowAsync();
        await stage.WriteAsync(Length);
        AssertRight(await stage.FindAsync());

        async Task RollBackAndCrashAsync()
        {
            await stage.RollBackAsync(count: 30);
            await stage.Server.KillAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_data_folder_may_be_copied_back_to_an_earlier_state(bool isStoppedInOrder)
    {
        await using var stage = await CrashStage.StartAsync();
        await stage.WriteAsync(Length);
        await StopAsync();
        await stage.Server.SaveAsync();
        await stage.StartServerAgainAsync();
        await stage.EndEraAsync();
        await stage.BeginEraAsync();

        // The future that will be lost.
        await stage.UntilNodesFollowAsync();
        await stage.WriteAsync(2 * Length);
        await stage.EndEraAsync();
        await StopAsync();

        await stage.Server.CopyBackAsync();
        await stage.StartServerAgainAsync();
        await stage.BeginEraAsync();
        await stage.WriteAsync(Length);
        await stage.UntilNodesFollowAsync();
        await stage.WriteAsync(2 * Length);
        AssertRight(await stage.FindAsync());

        Task StopAsync() => isStoppedInOrder ? stage.Server.StopCleanlyAsync() : stage.Server.KillAsync();
    }

    /// <summary>
    /// A dump brings changes whose ids mean nothing on the other server, and the shared cache is still that of the first one. A base that is
    /// ahead of the server which it lies on could be neither followed nor folded.
    /// </summary>
    [Fact]
    public async Task A_dump_may_be_restored_on_another_server()
    {
        await using var other = await TemporaryPostgres.StartAsync();
        await using var stage = await CrashStage.StartAsync();
        await stage.WriteAsync(Length);
        await stage.Database.RunAsync("do $$ begin for i in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$");
        await stage.FoldAsync();
        await stage.Server.DumpToAsync(other);

        // The first server goes on, and fills the shared cache with what the dump does not have.
        await stage.WriteAsync(Length);
        await stage.EndEraAsync();
        await stage.MoveToAsync(other);
        await stage.BeginEraAsync();
        await stage.StartNodesAsync();
        Assert.NotNull(await stage.FoldAsync());
        await stage.WriteAsync(2 * Length);
        AssertRight(await stage.FindAsync());
    }

    /// <summary>Two releases side by side: the one whose slots are not the database's neither answers nor folds.</summary>
    [Fact]
    public async Task A_release_with_another_slot_hash_neither_answers_nor_folds()
    {
        await using var stage = await CrashStage.StartAsync();
        await stage.WriteAsync(Length);
        await stage.Database.RunAsync("update revision_clock set slot_hash_version = 2");

        await using var nodes = new Nodes(stage.Database.ConnectionString, stage.Shared, count: 1);
        await Assert.ThrowsAnyAsync<Exception>(nodes.StartAsync);
        await Assert.ThrowsAsync<SlotFormatException>(stage.FoldAsync);
        await Assert.ThrowsAsync<RevisionUnavailableException>(() => stage.AskAsync(Consistency.Full));
        var refusal = await Assert.ThrowsAsync<RevisionUnavailableException>(() => stage.AskAsync(Consistency.MinimizeLatency));
        Assert.Equal(RevisionUnavailableException.NotReady, refusal.Code);

        await stage.Database.RunAsync("update revision_clock set slot_hash_version = 1");
        await stage.UntilNodesFollowAsync();
        await stage.WriteAsync(Length);
        AssertRight(await stage.FindAsync());
    }

    private void AssertRight(Findings findings)
    {
        output.WriteLine($"{findings.Decisions.All} decisions ({findings.Decisions.Permitted} permitted) at {findings.Revisions} revisions.");
        Assert.True(findings.WrongCount == 0, $"{findings.WrongCount} wrong\n{findings.Text}");
        Assert.True(findings.Decisions.Permitted > 20 && findings.Revisions > 30, "It means little.");
    }
}
