using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Velro.Migrations;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

public sealed class MigrationTests(PostgresFixture postgres)
{
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
    public async Task The_empty_world_has_the_administrator_and_nothing_else()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        Assert.Equal(["admin"], await TextsAsync(database, "select id from users where is_administrator and state = 'active'"));
        foreach (var table in new[] { "teams", "projects", "generations", "entities", "policies", "demo_entities" })
            Assert.Equal(0, await CountAsync(database, table));
    }

    [Fact]
    public async Task Demo_data_is_marked_and_has_no_credentials()
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
