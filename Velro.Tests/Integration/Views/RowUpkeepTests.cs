using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Turns;
using Velro.Data.Views;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Views;

/// <summary>The rules of DESIGN.md section 4, L3, each broken where it could be.</summary>
public sealed class RowUpkeepTests(PostgresFixture postgres)
{
    private const string TeamsOfProject = $"select array_to_string(team_ids, ' ') from {ViewNames.Projects} where project_id = 'p1'";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_name_what_the_base_tables_lead_to_and_keep_every_pair()
    {
        await using var database = await WorldAsync();
        Assert.Equal(["t1 t2 t3"], await database.TextsAsync(TeamsOfProject));
        Assert.Equal(
            ["t1 | t1 t2 t3", "t1 t2 | t2 t3", "t1 t2 t3 | t3", "t4 | t4"],
            await database.TextsAsync(
                $"select array_to_string(above_ids, ' ') || ' | ' || array_to_string(below_ids, ' ') from {ViewNames.Teams} order by team_id"));

        // Two memberships in one tree, one of which has ended: the one that is more today is less tomorrow.
        await database.RunAsync(
            """
            insert into team_members (user_id, team_id, role, expires_at) values ('u2', 't1', 'owner', '2020-01-01Z'), ('u2', 't2', 'viewer', null);
            """);
        await database.WarmAsync();
        Assert.Equal(
            ["t1 owner 2020-01-01 00:00:00", "t2 viewer -"],
            await database.TextsAsync(
                $"""
                select concat_ws(' ', t.team, t.role, coalesce((t.expiry at time zone 'UTC')::text, '-'))
                from {ViewNames.Users}, unnest(team_ids, roles, expires_at) as t (team, role, expiry) where user_id = 'u2' order by 1
                """));
    }

    [Fact]
    public async Task A_row_is_gone_by_until_what_it_was_made_from_changes_and_again_when_it_was_computed()
    {
        await using var database = await WorldAsync();
        Assert.True(await database.GoesByAsync("p1"));
        foreach (var change in new[]
        {
            "insert into project_grants (project_id, team_id, role) values ('p1', 't4', 'viewer')",
            "update teams set parent_id = 't4' where id = 't1'",
            "update teams set parent_id = null where id = 't2'",
            "delete from project_grants where team_id = 't4'",
        })
        {
            await database.RunAsync(change);
            Assert.False(await database.GoesByAsync("p1"), change);
            await AssertLoadsAgreeAsync(database);
            await database.WarmAsync();
            Assert.True(await database.GoesByAsync("p1"), change);
            await AssertLoadsAgreeAsync(database);
        }
    }

    [Fact]
    public async Task A_transaction_that_began_first_and_commits_last_is_not_forgotten()
    {
        await using var database = await WorldAsync();
        await using var writer = await database.OpenConnectionAsync(Cancellation);
        await RunAsync(writer, "begin; update teams set parent_id = 't4' where id = 't2'");

        // Others change the same project meanwhile, and it is computed: without the writer, and the marks seen are taken off.
        await database.RunAsync("insert into project_grants (project_id, team_id, role) values ('p1', 't1', 'viewer')");
        await database.WarmAsync();
        Assert.True(await database.GoesByAsync("p1"));

        await RunAsync(writer, "commit");
        Assert.False(await database.GoesByAsync("p1"));
        await AssertLoadsAgreeAsync(database);
        await database.WarmAsync();
        Assert.Equal(["t1 t2 t3 t4"], await database.TextsAsync(TeamsOfProject));
    }

    /// <summary>The computation has its snapshot when the writer commits: it does not see the write, and must leave its mark.</summary>
    [Fact]
    public async Task A_write_that_commits_while_its_row_is_computed_keeps_its_mark()
    {
        await using var database = await WorldAsync();
        await database.RunAsync("insert into project_grants (project_id, team_id, role) values ('p1', 't4', 'viewer')");

        await using var turn = await database.TakeTurnAsync();
        await using (var transaction = await turn.Connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation))
        {
            await RunAsync(turn.Connection, "select count(*) from teams");
            await database.RunAsync("delete from project_grants where project_id = 'p1'");
            await using (var compute = new NpgsqlCommand(RowView.Project.Recompute, turn.Connection))
            {
                compute.Parameters.AddWithValue(new[] { "p1" });
                await compute.ExecuteNonQueryAsync(Cancellation);
            }

            await transaction.CommitAsync(Cancellation);
        }

        Assert.Equal(["t1 t2 t3 t4"], await database.TextsAsync(TeamsOfProject));
        Assert.Equal(["project:p1"], await database.MarksAsync());
        Assert.False(await database.GoesByAsync("p1"));
        await AssertLoadsAgreeAsync(database);
        await new RowUpkeep(turn).PassAsync(100, Cancellation);
        Assert.Equal([""], await database.TextsAsync(TeamsOfProject));
    }

    [Fact]
    public async Task A_warmer_that_dies_between_computing_and_committing_leaves_row_and_marks_as_they_were()
    {
        await using var database = await WorldAsync();
        await database.RunAsync("delete from project_grants where team_id = 't3'");

        var turn = await database.TakeTurnAsync();
        await using var waiting = await database.OpenConnectionAsync(Cancellation);
        await RunAsync(turn.Connection, "begin isolation level repeatable read");
        await using (var compute = new NpgsqlCommand(RowView.Project.Recompute, turn.Connection))
        {
            compute.Parameters.AddWithValue(new[] { "p1" });
            Assert.Equal(1, await compute.ExecuteScalarAsync(Cancellation));
        }

        Assert.Null(await SessionTurn.TryTakeAsync(database, SessionTurn.Rows, TimeSpan.FromMinutes(1), Cancellation));
        await RunAsync(waiting, $"select pg_terminate_backend({turn.Connection.ProcessID}, 10000)");
        await turn.DisposeAsync();

        Assert.Equal(["t1 t2 t3"], await database.TextsAsync(TeamsOfProject));
        Assert.Equal(["project:p1"], await database.MarksAsync());
        await AssertLoadsAgreeAsync(database);
        await database.WarmAsync();
        Assert.Equal([""], await database.TextsAsync(TeamsOfProject));
        Assert.Empty(await database.MarksAsync());
    }

    [Fact]
    public async Task Two_warmers_take_turns_and_the_next_one_follows_when_the_first_is_done()
    {
        await using var database = await WorldAsync();
        await using (await database.TakeTurnAsync())
        {
            Assert.Null(await SessionTurn.TryTakeAsync(database, SessionTurn.Rows, TimeSpan.FromMinutes(1), Cancellation));
            await using var refreshing = await SessionTurn.TryTakeAsync(database, SessionTurn.Reports, TimeSpan.FromMinutes(1), Cancellation);
            Assert.NotNull(refreshing);
        }

        await using var next = await database.TakeTurnAsync();
        Assert.NotNull(next);
    }

    /// <summary>As of a process that is stopped and not dead: its connection stays.</summary>
    [Fact]
    public async Task A_warmer_that_says_nothing_for_too_long_loses_its_turn()
    {
        await using var database = await WorldAsync();
        await using var silent = await SessionTurn.TryTakeAsync(database, SessionTurn.Rows, TimeSpan.FromMilliseconds(50), Cancellation);
        Assert.NotNull(silent);
        await Eventually.TrueAsync(async () =>
        {
            await using var next = await SessionTurn.TryTakeAsync(database, SessionTurn.Rows, TimeSpan.FromMinutes(1), Cancellation);
            return next is not null;
        });
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new RowUpkeep(silent).PassAsync(10, Cancellation));
    }

    /// <summary>Should ever two compute at once, against the lock: the older snapshot's row must not win.</summary>
    [Fact]
    public async Task A_row_is_replaced_by_a_later_snapshots_only()
    {
        await using var database = await WorldAsync();
        await using var late = await database.OpenConnectionAsync(Cancellation);
        await RunAsync(late, "begin isolation level repeatable read; select count(*) from teams");
        await database.RunAsync("delete from project_grants where project_id = 'p1'");
        await database.WarmAsync();

        await using var compute = new NpgsqlCommand(RowView.Project.Recompute, late);
        compute.Parameters.AddWithValue(new[] { "p1" });
        var error = await Assert.ThrowsAsync<PostgresException>(() => compute.ExecuteNonQueryAsync(Cancellation));
        Assert.Equal(PostgresErrorCodes.SerializationFailure, error.SqlState);
        Assert.Equal([""], await database.TextsAsync(TeamsOfProject));
    }

    [Fact]
    public async Task A_row_of_a_later_snapshot_stays_with_its_marks_and_one_of_another_servers_future_is_dropped()
    {
        await using var database = await WorldAsync();
        await database.RunAsync(
            $"update {ViewNames.Projects} set snapshot = '99999999:99999999:'; delete from project_grants where project_id = 'p1'");

        await using var turn = await database.TakeTurnAsync();
        var upkeep = new RowUpkeep(turn);
        await upkeep.PassAsync(100, Cancellation);
        Assert.Equal(["t1 t2 t3"], await database.TextsAsync(TeamsOfProject));
        Assert.False(await database.GoesByAsync("p1"));
        await AssertLoadsAgreeAsync(database);

        Assert.Equal(2, await upkeep.DropForeignAsync(Cancellation));
        await upkeep.PassAsync(100, Cancellation);
        Assert.Equal([""], await database.TextsAsync(TeamsOfProject));
        Assert.True(await database.GoesByAsync("p1"));
    }

    [Fact]
    public async Task A_pass_does_a_bounded_amount_and_says_whether_there_is_more()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync("insert into users (id) select 'u' || n from generate_series(1, 25) n");
        await using var turn = await database.TakeTurnAsync();
        var upkeep = new RowUpkeep(turn);
        var passes = new List<(int, bool)>();
        do
        {
            var pass = await upkeep.PassAsync(10, Cancellation);
            passes.Add((pass.Computed.GetValueOrDefault(ViewNames.Users), pass.IsMore));
        }
        while (passes[^1].Item2);

        // Those that are there from the migrations are marked too.
        Assert.Equal([(10, true), (10, true)], passes[..2]);
        Assert.InRange(passes.Count, 3, 4);
        Assert.Empty(await database.MarksAsync());
    }

    [Fact]
    public async Task What_is_gone_has_no_row()
    {
        await using var database = await WorldAsync();
        await database.RunAsync("delete from projects where id = 'p1'; delete from teams where id = 't3'");
        await database.WarmAsync();
        Assert.Empty(await database.TextsAsync(TeamsOfProject));
        Assert.Equal(["t1", "t2", "t4"], await database.TextsAsync($"select team_id from {ViewNames.Teams} order by 1"));
    }

    [Fact]
    public async Task Rows_that_are_wrong_or_missing_are_found_and_repaired_and_marked_ones_are_not_taken_for_wrong()
    {
        await using var database = await WorldAsync();
        await database.RunAsync(
            $$"""
            update {{ViewNames.Projects}} set team_ids = '{t4}' where project_id = 'p1';
            insert into {{ViewNames.Projects}} (project_id, team_ids, snapshot, computed_at) values ('p3', '{}', '1:1:', now());
            delete from {{ViewNames.Projects}} where project_id = 'p2';
            insert into projects (id, owner_id, name) values ('p4', 'u1', 'P4');
            update {{ViewNames.Teams}} set below_ids = '{}' where team_id = 't4';
            """);

        await using var turn = await database.TakeTurnAsync();
        var upkeep = new RowUpkeep(turn);
        var projects = await upkeep.CompareAsync(ViewNames.Projects, "", 100, Cancellation);
        Assert.Equal(["p1", "p3"], projects.Drifted);
        Assert.Equal((2, "p4"), (projects.Filled, projects.LastId));
        Assert.Equal(["t4"], (await upkeep.CompareAsync(ViewNames.Teams, "", 100, Cancellation)).Drifted);
        Assert.Empty((await upkeep.CompareAsync(ViewNames.Projects, "", 100, Cancellation)).Drifted);
        Assert.Equal(["p1", "p2", "p4"], await database.TextsAsync($"select project_id from {ViewNames.Projects} order by 1"));
        Assert.Null((await upkeep.CompareAsync(ViewNames.Projects, "p4", 100, Cancellation)).LastId);

        await database.RunAsync("update teams set parent_id = 't4' where id = 't1'");
        Assert.Empty((await upkeep.CompareAsync(ViewNames.Projects, "", 100, Cancellation)).Drifted);
    }

    /// <summary>Should a row be wrong, and its mark be lost: it may name too many teams or too few, and gives nobody a role.</summary>
    [Fact]
    public async Task A_wrong_row_never_grants()
    {
        await using var database = await WorldAsync();
        await database.RunAsync(
            $$"""
            insert into team_members (user_id, team_id, role) values ('u2', 't4', 'owner');
            update {{ViewNames.Projects}} set team_ids = '{t4}';
            update {{ViewNames.Teams}} set above_ids = '{t1,t2,t3,t4}', below_ids = '{t1,t2,t3,t4}';
            delete from view_marks where kind <> 'none';
            """);
        await using var node = await Node.StartAsync(database);
        var stranger = await node.AskAsync(new MayRead("u2", "p1", "p2"));
        var member = await node.AskAsync(new MayRead("u3", "p1", "p2"));
        Assert.Equal([false, false, true, false], stranger.Answer.Concat(member.Answer));
    }

    private static async Task AssertLoadsAgreeAsync(NpgsqlDataSource database)
    {
        var (byViews, byBaseTables) = await database.LoadBothWaysAsync(
            ContextKey.Project("p1"), ContextKey.Project("p2"), ContextKey.Team("t3"), ContextKey.User("u1"));
        Assert.Equal(byBaseTables, byViews);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private const string World =
        """
        insert into users (id) values ('u1'), ('u2'), ('u3');
        insert into teams (id, parent_id, name) values ('t1', null, 'T'), ('t2', 't1', 'T'), ('t3', 't2', 'T'), ('t4', null, 'T');
        insert into team_members (user_id, team_id, role) values ('u3', 't1', 'viewer');
        insert into projects (id, owner_id, name) values ('p1', 'u1', 'P1'), ('p2', 'u1', 'P2');
        insert into project_grants (project_id, team_id, role) values ('p1', 't3', 'editor');
        """;

    private async Task<NpgsqlDataSource> WorldAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(World);
        await database.WarmAsync();
        return database;
    }
}
