using Npgsql;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>The rules that the database holds by itself.</summary>
public sealed class SchemaRulesTests(PostgresFixture postgres)
{
    private const string Emergency =
        "insert into emergency_access (id, user_id, granted_by, project_id, generation_id, role, reason, expires_at) " +
        "values ('e1', 'u1', 'u1', ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update teams set parent_id = 'l1' where id = 'l1'", "teams_not_own_parent")]
    [InlineData("update teams set parent_id = 'l8' where id = 'l1'", "teams_no_circle")]
    [InlineData("update teams set parent_id = 'l3' where id = 'l2'", "teams_no_circle")]
    [InlineData("insert into teams (id, parent_id, name) values ('l9', 'l8', 'L9')", "teams_depth")]
    [InlineData("update teams set parent_id = 'other' where id = 'l1'", "teams_depth")]
    [InlineData("update users set state = 'active' where id = 'gone'", "users_deleted_is_final")]
    [InlineData("update users set is_administrator = true where id = 'gone'", "users_deleted_without_rights")]
    [InlineData("insert into users (id) values ('a b')", "users_id_check")]
    [InlineData("insert into project_grants (project_id, role) values ('p1', 'viewer')", "project_grants_one_grantee")]
    [InlineData("insert into project_grants (project_id, user_id, team_id, role) values ('p1', 'u1', 'l1', 'viewer')", "project_grants_one_grantee")]
    [InlineData("insert into project_grants (project_id, user_id, role) values ('p1', 'u1', 'owner')", "project_grants_role_check")]
    [InlineData("insert into project_grants (project_id, user_id, role) values ('p1', 'u1', 'editor'), ('p1', 'u1', 'viewer')", "project_grants_key")]
    [InlineData("insert into project_grants (project_id, user_id, role, expires_at) values ('p1', 'u1', 'viewer', 'infinity')", "project_grants_expires_at_check")]
    [InlineData("insert into generations (id, owner_id, kind, parent_id) values ('g1', 'u1', 'image', 'g1')", "generations_not_own_parent")]
    [InlineData("insert into entities (type, id) values ('user', 'a b')", "entities_core_id")]
    [InlineData("insert into entities (type, id) values ('record', U&'a\\0085b')", "entities_id_check")]
    [InlineData("insert into entities (type, id, properties) values ('record', 'r', '[]')", "entities_properties_check")]
    [InlineData("insert into policies (name, document) values ('n', '[]')", "policies_document_check")]
    [InlineData(Emergency + "'p1', null, 'admin', 'it is on fire', now() + interval '1 hour')", "emergency_access_role_check")]
    [InlineData(Emergency + "'p1', null, 'viewer', 'on fire  ', now() + interval '1 hour')", "emergency_access_reason_check")]
    [InlineData(Emergency + "'p1', null, 'viewer', 'it is on fire', now() + interval '4 hours 1 second')", "emergency_access_length")]
    [InlineData(Emergency + "'p1', null, 'viewer', 'it is on fire', now())", "emergency_access_length")]
    [InlineData(Emergency + "'p1', 'in-p1', 'viewer', 'it is on fire', now() + interval '1 hour')", "emergency_access_one_resource")]
    [InlineData(Emergency + "null, null, 'viewer', 'it is on fire', now() + interval '1 hour')", "emergency_access_one_resource")]
    public async Task A_broken_rule_is_named(string statement, string constraint)
    {
        await using var database = await WorldAsync();
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(database, statement));
        Assert.Equal(constraint, error.ConstraintName);
    }

    [Theory]
    [InlineData("delete from users where id = 'u1'", "Rows of this table are kept")]
    [InlineData("update audit_events set actor_id = 'x'", "Rows of this table are kept")]
    [InlineData("delete from audit_events", "Rows of this table are kept")]
    public async Task What_is_kept_cannot_go(string statement, string hint)
    {
        await using var database = await WorldAsync();
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(database, statement));
        Assert.StartsWith(hint, error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete from teams where id = 'other'", "insert into teams (id, name) values ('other', 'X')")]
    [InlineData("delete from projects where id = 'p1'", "insert into projects (id, owner_id, name) values ('p1', 'u1', 'X')")]
    [InlineData("delete from projects where id = 'p1'", "insert into generations (id, owner_id, kind) values ('in-p1', 'u1', 'image')")]
    public async Task An_id_that_is_gone_is_never_used_again(string delete, string insert)
    {
        await using var database = await WorldAsync();
        await ExecuteAsync(database, delete);
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(database, insert));
        Assert.Equal("retired_ids_pkey", error.ConstraintName);
    }

    [Fact]
    public async Task Eight_levels_of_teams_are_allowed_and_may_be_moved()
    {
        await using var database = await WorldAsync();
        await ExecuteAsync(database, "update teams set parent_id = 'other' where id = 'l2'");
        await ExecuteAsync(database, "update teams set parent_id = 'l1' where id = 'other' and false");
    }

    [Fact]
    public async Task Two_moves_at_the_same_moment_make_no_circle()
    {
        await using var database = await WorldAsync();
        await ExecuteAsync(database, "insert into teams (id, name) values ('a', 'A'), ('b', 'B')");
        await using var first = await database.OpenConnectionAsync(Cancellation);
        await using var transaction = await first.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand("update teams set parent_id = 'b' where id = 'a'", first).ExecuteNonQueryAsync(Cancellation);

        var second = ExecuteAsync(database, "update teams set parent_id = 'a' where id = 'b'");
        await UntilWaitingAsync(database);
        await transaction.CommitAsync(Cancellation);

        var error = await Assert.ThrowsAsync<PostgresException>(() => second);
        Assert.Equal("teams_no_circle", error.ConstraintName);
    }

    [Fact]
    public async Task A_team_is_not_moved_under_a_snapshot_that_could_be_old()
    {
        await using var database = await WorldAsync();
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(
            database, "begin isolation level repeatable read; update teams set parent_id = 'other' where id = 'l2'; commit"));
    }

    /// <summary>l1 … l8 under each other, and a root beside them.</summary>
    private async Task<NpgsqlDataSource> WorldAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await ExecuteAsync(
            database,
            """
            insert into users (id, state) values ('u1', 'active'), ('gone', 'deleted');
            insert into teams (id, parent_id, name) select 'l' || n, case when n > 1 then 'l' || n - 1 end, 'L' from generate_series(1, 8) n;
            insert into teams (id, name) values ('other', 'Other');
            insert into projects (id, owner_id, name) values ('p1', 'u1', 'P1');
            insert into generations (id, owner_id, project_id, kind) values ('in-p1', 'u1', 'p1', 'image');
            """);
        return database;
    }

    private static async Task UntilWaitingAsync(NpgsqlDataSource database)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); DateTime.UtcNow < deadline;)
        {
            var waits = await database.CreateCommand("select count(*) from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and not granted")
                .ExecuteScalarAsync(Cancellation);
            if (waits is > 0L) return;
            await Task.Delay(5, Cancellation);
        }

        Assert.Fail("The second move did not wait.");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string statement)
    {
        await using var command = database.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
