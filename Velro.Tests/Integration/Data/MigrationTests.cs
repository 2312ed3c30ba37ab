using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Velro.Migrations;
using Velro.Migrations.Schema;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

public sealed class MigrationTests(PostgresFixture postgres)
{
    private const string StateOfIndex =
        "select indisvalid::text from pg_index where indexrelid = to_regclass('public.generations_inheriting_roles')";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_may_run_at_the_same_time()
    {
        await using var database = await postgres.CreateDatabaseAsync(isMigrated: false);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateAsync(database, withDemo: true)));

        Assert.Equal(0, await CountAsync(database, "(select scriptname from schema_versions group by 1 having count(*) > 1)"));
        Assert.True(await CountAsync(database, "schema_versions") >= 8);
        Assert.Equal(1, await CountAsync(database, "audit_events"));
        Assert.Equal(8, await CountAsync(database, "users"));
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        await using var database = await postgres.CreateDatabaseAsync(isMigrated: false);
        await MigrateAsync(database, withDemo: true);
        var changes = await CountAsync(database, "changes");
        await MigrateAsync(database, withDemo: true);
        Assert.Equal(changes, await CountAsync(database, "changes"));
        Assert.Equal(1, await CountAsync(database, "audit_events"));
    }

    [Fact]
    public async Task An_index_that_was_cut_off_while_it_was_built_is_built_again()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            """
            drop index generations_inheriting_roles;
            insert into users (id) values ('u');
            insert into generations (id, owner_id, kind) values ('g', 'u', 'image');
            """);

        // A unique index over a value that occurs twice fails in the same state as one that is cut off: there, and invalid.
        await database.RunAsync("insert into generations (id, owner_id, kind) values ('g2', 'u', 'image')");
        await Assert.ThrowsAsync<PostgresException>(
            () => database.RunAsync("create unique index concurrently generations_inheriting_roles on generations (owner_id)"));
        Assert.Equal(["false"], await TextsAsync(database, StateOfIndex));

        await MigrateAsync(database, withDemo: false);
        Assert.Equal(["true"], await TextsAsync(database, StateOfIndex));
        Assert.Empty(await new ConcurrentIndexes(database).BuildAsync(Cancellation));
    }

    [Fact]
    public async Task An_index_is_built_while_others_write()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync("drop index generations_inheriting_roles; insert into users (id) values ('u')");

        // The transaction has written to the table and stays open: a build that blocked writers would wait for it before it begins.
        await using var writer = await database.OpenConnectionAsync(Cancellation);
        await using (var begin = new NpgsqlCommand("begin; insert into generations (id, owner_id, kind) values ('g', 'u', 'image')", writer))
            await begin.ExecuteNonQueryAsync(Cancellation);
        var building = new ConcurrentIndexes(database).BuildAsync(Cancellation);
        await Eventually.TrueAsync(async () => (await TextsAsync(database, StateOfIndex)).Count == 1);
        await database.RunAsync("insert into generations (id, owner_id, kind) values ('g2', 'u', 'image')");
        Assert.False(building.IsCompleted);

        await using (var commit = new NpgsqlCommand("commit", writer)) await commit.ExecuteNonQueryAsync(Cancellation);
        Assert.Equal(["generations_inheriting_roles"], await building);
        Assert.Equal(["true"], await TextsAsync(database, StateOfIndex));
    }

    [Fact]
    public async Task E4_the_empty_world_has_the_administrator_and_nothing_else()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        Assert.Equal(["admin"], await TextsAsync(database, "select id from users where is_administrator and state = 'active'"));
        foreach (var table in new[] { "teams", "projects", "generations", "entities", "policies", "demo_entities" })
            Assert.Equal(0, await CountAsync(database, table));
    }

    [Fact]
    public async Task E4_demo_data_is_marked_and_has_no_credentials()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await MigrateAsync(database, withDemo: true);

        const string everything =
            """
            select 'user:' || id from users where id <> 'admin' union all select 'team:' || id from teams
            union all select 'project:' || id from projects union all select 'generation:' || id from generations
            union all select type || ':' || id from entities where type <> 'user' union all select 'policy:' || name from policies
            """;
        Assert.Equal(
            (await TextsAsync(database, everything)).Order(), (await TextsAsync(database, "select type || ':' || id from demo_entities")).Order());
        Assert.Equal(["bootstrap"], await TextsAsync(database, "select id from service_keys"));
    }

    [Fact]
    public async Task What_people_did_to_demo_data_stays()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await MigrateAsync(database, withDemo: true);
        await database.CreateCommand("delete from projects where id = 'gallery'; update users set state = 'suspended' where id = 'carol'")
            .ExecuteNonQueryAsync(Cancellation);
        await MigrateAsync(database, withDemo: true);
        Assert.Empty(await TextsAsync(database, "select id from projects where id = 'gallery'"));
        Assert.Equal(["suspended"], await TextsAsync(database, "select state from users where id = 'carol'"));
    }

    [Fact]
    public async Task Demo_data_never_mixes_with_what_has_its_ids()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.CreateCommand("insert into users (id) values ('alice')").ExecuteNonQueryAsync(Cancellation);
        var error = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(database, withDemo: true));
        Assert.Contains("the table users", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(database, "projects"));
        Assert.Equal(0, await CountAsync(database, "seeds"));
    }

    [Fact]
    public async Task They_need_UTF8()
    {
        await using var database = await postgres.CreateDatabaseAsync(isMigrated: false, encoding: "SQL_ASCII");
        var error = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(database, withDemo: false));
        Assert.Contains("UTF8", error.Message, StringComparison.Ordinal);
    }

    private static Task MigrateAsync(NpgsqlDataSource database, bool withDemo) => new DatabaseMigrator(database, NullLoggerFactory.Instance)
        .RunAsync(new MigrationPlan(PostgresFixture.AdminKey, PostgresFixture.MasterKey, withDemo), Cancellation);

    private static async Task<long> CountAsync(NpgsqlDataSource database, string table) =>
        (long)(await database.CreateCommand($"select count(*) from {table} t").ExecuteScalarAsync(Cancellation))!;

    private static async Task<List<string>> TextsAsync(NpgsqlDataSource database, string query)
    {
        var texts = new List<string>();
        await using var reader = await database.CreateCommand(query).ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation)) texts.Add(reader.GetString(0));
        return texts;
    }
}
