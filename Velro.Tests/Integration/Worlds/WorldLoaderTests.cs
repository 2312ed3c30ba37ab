using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Integration.Data;
using Velro.Tests.Stores;
using Velro.WorldGenerator;

namespace Velro.Tests.Integration.Worlds;

/// <summary>A generated world is one that the API could have made, in a schema that is as the migrations made it.</summary>
public sealed class WorldLoaderTests(GeneratedWorld world, PostgresFixture postgres) : IClassFixture<GeneratedWorld>
{
    /// <summary>What was taken off and put back: keys, indexes, and triggers with when they fire.</summary>
    private const string Schema =
        """
        select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated from pg_constraint where connamespace = 'public'::regnamespace
        union all
        select pg_get_indexdef(indexrelid) || ' ' || indisvalid from pg_index join pg_class c on c.oid = indexrelid where relnamespace = 'public'::regnamespace
        union all
        select pg_get_triggerdef(oid) || ' ' || tgenabled::text from pg_trigger where not tgisinternal
        order by 1
        """;

    /// <summary>All that is drawn; the rest is when it was loaded.</summary>
    private const string WithoutTimes =
        """
        select concat_ws(' ', generation_id, user_id, team_id, role, expires_at) from generation_grants
        union all select concat_ws(' ', user_id, team_id, role, expires_at) from team_members
        union all select concat_ws(' ', id, owner_id, project_id, parent_id, inheritance, visibility) from generations
        order by 1
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("users", 1000, 1000)]
    [InlineData("teams", 100, 100)]
    [InlineData("projects", 1000, 1000)]
    [InlineData("generations", 10_000, 10_000)]
    [InlineData("team_members", 8_000, 10_000)]
    [InlineData("project_grants", 18_000, 20_000)]
    [InlineData("generation_grants", 65_000, 70_000)]
    public async Task It_has_as_many_of_everything_as_its_size_says(string table, int least, int most) =>
        Assert.InRange(await QueryAsync<long>($"select count(*) from {table}"), least, most);

    [Fact]
    public async Task Its_schema_is_that_of_the_migrations()
    {
        var migrated = await postgres.CreateDatabaseAsync();

        Assert.Equal(await TextsAsync(migrated, Schema), await TextsAsync(world.Database, Schema));
    }

    [Fact]
    public async Task Teams_are_trees_of_at_most_eight_levels()
    {
        Assert.Equal(0, await QueryAsync<long>("select count(*) from teams t join teams p on p.id = t.parent_id where p.id >= t.id"));
        Assert.InRange(
            await QueryAsync<int>(
                """
                with recursive down (id, level) as (
                    select id, 1 from teams where parent_id is null
                    union all
                    select t.id, d.level + 1 from down d join teams t on t.parent_id = d.id
                )
                select max(level) from down
                """),
            3, 8);
    }

    [Fact]
    public async Task Lineage_is_in_chains_of_at_most_ten()
    {
        Assert.Equal(0, await QueryAsync<long>("select count(*) from generations g join generations p on p.id = g.parent_id where p.id >= g.id"));
        Assert.InRange(
            await QueryAsync<int>(
                """
                with recursive down (id, level) as (
                    select id, 0 from generations where parent_id is null
                    union all
                    select g.id, d.level + 1 from down d join generations g on g.parent_id = d.id
                )
                select max(level) from down
                """),
            8, 10);
    }

    [Fact]
    public async Task Every_team_has_an_owner_and_who_is_deleted_has_nothing()
    {
        Assert.Equal(0, await QueryAsync<long>(
            "select count(*) from teams t where not exists (select from team_members m where m.team_id = t.id and m.role = 'owner')"));
        foreach (var (table, column) in new[]
        {
            ("team_members", "user_id"), ("projects", "owner_id"), ("generations", "owner_id"), ("project_grants", "user_id"),
            ("generation_grants", "user_id"),
        })
        {
            Assert.Equal(0, await QueryAsync<long>(
                $"select count(*) from {table} r join users u on u.id = r.{column} where u.state = 'deleted'"));
        }
    }

    [Fact]
    public async Task A_few_have_most_of_everything()
    {
        var biggest = await QueryAsync<long>("select count(*) from team_members group by team_id order by 1 desc limit 1");
        Assert.InRange(biggest, 500, 1000);
        Assert.InRange(await QueryAsync<long>("select count(*) from generations group by project_id order by 1 desc limit 1"), 300, 10_000);
    }

    [Fact]
    public async Task Its_contexts_load_with_what_belongs_to_them()
    {
        var ids = await TextsAsync(
            world.Database, "select id from generations where parent_id is not null and project_id is not null order by id desc limit 50");
        var start = world.Database.PollOnce();
        var contents = (await new ContextLoader(world.Database).LoadAsync(
            [.. ids.Select(ContextKey.Generation)], start.Snapshot, Cancellation)).Contents;

        foreach (var generation in ids.Select(id => Assert.IsType<GenerationContext>(contents[ContextKey.Generation(id)])))
            Assert.IsType<ProjectContext>(contents[ContextKey.Project(generation.ProjectId!)]);
        Assert.Contains(contents.Values, static context => context is GenerationContext { Grants.Length: > 0 });
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_world_and_changes_are_noted_from_then_on()
    {
        var (one, other, different) =
            (await postgres.ReserveDatabaseAsync(), await postgres.ReserveDatabaseAsync(), await postgres.ReserveDatabaseAsync());
        await Task.WhenAll(LoadAsync(one, seed: 7), LoadAsync(other, seed: 7), LoadAsync(different, seed: 8));

        Assert.Equal(await TextsAsync(one, WithoutTimes), await TextsAsync(other, WithoutTimes));
        Assert.NotEqual(await TextsAsync(one, WithoutTimes), await TextsAsync(different, WithoutTimes));
        Assert.NotEmpty(await TextsAsync(one, WithoutTimes));

        Assert.Empty(await TextsAsync(one, "select entity_id from changes"));
        await one.RunAsync("update projects set visibility = 'public' where id = (select min(id) from projects where visibility <> 'public')");
        Assert.Single(await TextsAsync(one, "select entity_id from changes"));
    }

    [Fact]
    public async Task It_is_never_loaded_into_a_database_that_exists()
    {
        var database = await postgres.CreateDatabaseAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => LoadAsync(database, seed: 1));
        Assert.Equal(PostgresErrorCodes.DuplicateDatabase, refused.SqlState);
        Assert.Equal(["0"], await TextsAsync(database, "select count(*)::text from generations"));
    }

    private static Task LoadAsync(NpgsqlDataSource database, int seed) =>
        new WorldLoader(database.ConnectionString, static _ => { }).RunAsync(WorldSize.At(0.0005), seed);

    private async Task<T> QueryAsync<T>(string query)
    {
        await using var command = world.Database.CreateCommand(query);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task<List<string>> TextsAsync(NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var texts = new List<string>();
        while (await reader.ReadAsync(Cancellation)) texts.Add(reader.GetString(0));
        return texts;
    }
}
