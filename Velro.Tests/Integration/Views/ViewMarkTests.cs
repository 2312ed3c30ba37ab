using Npgsql;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Integration.Data;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Views;

/// <summary>Which precomputed rows a write marks, in its own transaction.</summary>
public sealed class ViewMarkTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every statement on a table that rows are made from, and on columns that they are not made from.</summary>
    public static TheoryData<string, string> Writes { get; } = new()
    {
        { "insert into users (id) values ('u9')", "user:u9" },
        { "update users set id = 'u4' where id = 'unused'", "user:u4 user:unused" },
        { "update users set state = 'suspended', is_administrator = false, display_name = 'x'", "" },
        { "insert into teams (id, name) values ('t9', 'T')", "team_place:t9" },
        { "insert into teams (id, parent_id, name) values ('t9', 't2', 'T')", "team_children:t2 team_place:t9" },
        { "update teams set parent_id = 't3' where id = 't2'", "team_children:t1 team_children:t3 team_place:t2" },
        { "update teams set parent_id = null where id = 't2'", "team_children:t1 team_place:t2" },
        { "update teams set id = 't4' where id = 't3'", "team_place:t3 team_place:t4" },
        { "update teams set is_suspended = true, name = 'x'", "" },
        { "delete from teams where id = 't2'", "project:p1 team_children:t1 team_place:t2 user:u1" },
        { "insert into team_members (user_id, team_id, role) values ('u2', 't1', 'viewer'), ('u3', 't1', 'viewer')", "user:u2 user:u3" },
        { "update team_members set role = 'admin'", "user:u1" },
        { "update team_members set expires_at = now()", "user:u1" },
        { "update team_members set team_id = 't3'", "user:u1" },
        { "update team_members set user_id = 'u2'", "user:u1 user:u2" },
        { "update team_members set created_at = 'epoch'", "" },
        { "delete from team_members", "user:u1" },
        { "insert into projects (id, owner_id, name) values ('p3', 'u1', 'P')", "project:p3" },
        { "update projects set id = 'p3' where id = 'p2'", "project:p2 project:p3" },
        { "update projects set owner_id = 'u2', visibility = 'public', name = 'x'", "" },
        { "delete from projects where id = 'p2'", "project:p2" },
        { "insert into project_grants (project_id, team_id, role) values ('p2', 't1', 'none')", "project:p2" },
        { "insert into project_grants (project_id, user_id, role) values ('p2', 'u1', 'viewer')", "" },
        { "update project_grants set team_id = 't3' where team_id = 't2'", "project:p1" },
        { "update project_grants set project_id = 'p2' where team_id = 't2'", "project:p1 project:p2" },
        { "update project_grants set role = 'none', expires_at = now()", "" },
        { "delete from project_grants where team_id is not null", "project:p1" },
        { "delete from project_grants where user_id is not null", "" },
        { "update generations set project_id = 'p2', owner_id = 'u2'; delete from generation_grants; delete from project_blocks", "" },
        { "set local session_replication_role = replica; delete from team_members", "user:u1" },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_marks_what_it_touched_and_nothing_that_depends_on_it(string statement, string marks)
    {
        await using var database = await WorldAsync();
        await database.RunAsync($"begin; {statement}; commit");
        Assert.Equal(marks, string.Join(' ', await database.MarksAsync()));
    }

    [Fact]
    public async Task What_is_rolled_back_marks_nothing_also_to_a_savepoint()
    {
        await using var database = await WorldAsync();
        await database.RunAsync("begin; delete from team_members; rollback");
        Assert.Empty(await database.MarksAsync());

        // After the savepoint the same entity is touched again: that it was the last one to be marked must be forgotten with the mark.
        await database.RunAsync(
            "begin; savepoint s; update team_members set role = 'admin'; rollback to s; update team_members set role = 'owner'; commit");
        Assert.Equal(["user:u1"], await database.MarksAsync());
    }

    [Fact]
    public async Task A_transaction_marks_an_entity_once_however_many_rows_of_it_change_in_a_row()
    {
        await using var database = await WorldAsync();
        await database.RunAsync(
            """
            insert into teams (id, name) select 'n' || n, 'T' from generate_series(1, 500) n;
            delete from view_marks where kind <> 'none';
            insert into project_grants (project_id, team_id, role) select 'p2', 'n' || n, 'viewer' from generate_series(1, 500) n;
            """);
        Assert.Equal(["1"], await database.TextsAsync("select count(*)::text from view_marks where kind = 'project'"));
    }

    [Fact]
    public async Task Serializable_writers_who_mark_the_same_things_do_not_fail_each_other()
    {
        await using var database = await WorldAsync();
        await using var one = await BeginAsync(database);
        await using var other = await BeginAsync(database);
        await RunAsync(one, "insert into project_grants (project_id, team_id, role) values ('p2', 't1', 'viewer')");
        await RunAsync(other, "insert into project_grants (project_id, team_id, role) values ('p2', 't3', 'viewer')");
        await RunAsync(one, "commit");
        await RunAsync(other, "commit");
        Assert.Equal(["project:p2"], await database.MarksAsync());
    }

    [Fact]
    public async Task Truncating_the_marks_is_refused()
    {
        await using var database = await WorldAsync();
        var error = await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("truncate view_marks"));
        Assert.Contains("TRUNCATE is refused", error.MessageText, StringComparison.Ordinal);
    }

    private static async Task<NpgsqlConnection> BeginAsync(NpgsqlDataSource database)
    {
        var connection = await database.OpenConnectionAsync(Cancellation);
        await RunAsync(connection, "begin isolation level serializable");
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<NpgsqlDataSource> WorldAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(WatchedTables.World);
        await database.RunAsync("delete from view_marks where kind <> 'none'");
        return database;
    }
}
