using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>
/// Clocks that are broken in the database: the history must find wrong answers, or it would not find those of a clock that is broken
/// otherwise. Those that are broken in the code are in tools/clock-mutations.txt.
/// </summary>
public sealed class BrokenClockTests(PostgresFixture postgres)
{
    private const int Attempts = 8;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("forgets memberships", "drop trigger team_members_inserted on team_members; drop trigger team_members_updated on team_members")]
    [InlineData("forgets accounts", "drop trigger users_updated on users")]
    [InlineData("forgets teams", "drop trigger teams_updated on teams")]
    [InlineData("forgets grants", "drop trigger project_grants_inserted on project_grants; drop trigger project_grants_updated on project_grants")]
    [InlineData("forgets generations", "drop trigger generations_updated on generations")]
    [InlineData("forgets policies", "drop trigger policies_inserted on policies; drop trigger policies_deleted on policies")]
    [InlineData("tells another entity", "create or replace function append_change(kind smallint, type text, id text) returns void language plpgsql as "
        + "$$ begin insert into changes (slot_hash, kind, type, entity_id) values (context_slot_hash($1, $2, $3 || 'x'), $1, $2, $3); end $$")]
    public async Task A_broken_clock_is_found(string flaw, string sabotage)
    {
        for (var seed = 1; seed <= Attempts; seed++)
        {
            if (await IsFoundAsync(new HistoryPlan { Seed = seed, Length = Length, Sabotage = sabotage })) return;
        }

        Assert.Fail($"A clock that {flaw} was not found in {Attempts} histories.");
    }

    /// <summary>What a writer wrote without telling becomes visible after the flush.</summary>
    [Fact]
    public async Task A_migration_that_does_not_wait_for_writers_is_found()
    {
        for (var seed = 1; seed <= Attempts; seed++)
        {
            var plan = new HistoryPlan { Seed = seed, Length = 2 * Length, TriggerChange = TriggerChange.OfFunction.WithoutWaiting() };
            if (await IsFoundAsync(plan)) return;
        }

        Assert.Fail($"It was not found in {Attempts} histories.");
    }

    private async Task<bool> IsFoundAsync(HistoryPlan plan) =>
        (await HistoryRun.RunAsync(await postgres.CreateDatabaseAsync(), plan)).Findings.WrongCount > 0;
}
