using Npgsql;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Scale;
using Velro.Benchmarks.Storage;
using Velro.Benchmarks.Topology;
using Velro.Data.Contexts;
using Velro.Data.Feed;
using Velro.Data.ServiceKeys;
using Velro.Tests.Contract;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Integration.Views;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Benchmarks;

/// <summary>The worlds in which growth is measured: what is in them, and that a node takes their change feed for one that has grown.</summary>
public sealed class GrowthWorldTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000_000)]
    public void Memberships_and_grants_are_as_many_as_are_asked_for(int relationships)
    {
        var size = GrowthWorld.SizeOf(relationships);

        Assert.Equal(relationships, size.Memberships + size.ProjectGrants + size.GenerationGrants);
        Assert.Equal(5, size.Memberships / size.Users);
        Assert.Equal(5, size.GenerationGrants / size.Generations);
        Assert.True(size.Memberships > size.Teams);
    }

    [Fact]
    public async Task The_feed_has_a_sum_for_all_that_there_is_and_the_last_changes_and_tells_new_ones()
    {
        var database = await postgres.ReserveDatabaseAsync();
        await GrowthWorld.LoadAsync(database.ConnectionString, 1_000, static _ => { });
        using var feed = new ChangeFeed(database);

        var load = feed.Load(Cancellation);
        Assert.Equal(FeedHistory.Tail, load.TailLength);
        var ids = await database.TextsAsync("select id from projects");
        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.NotEqual(0UL, load.Sums.Values[Slots.Of(ContextIdentity.SlotHashOf(ContextKey.Project(id)))]));
        Assert.Equal(0UL, load.Sums.Values[Slots.Of(ContextIdentity.SlotHashOf(ContextKey.Project("there-is-no-such-project")))]);

        await database.RunAsync("update projects set visibility = 'public' where id = (select min(id) from projects where visibility <> 'public')");
        Assert.Single(feed.Poll(load.Answer.Snapshot, Cancellation).Changes);
        Assert.InRange(await HotTables.RelationshipsAsync(database), 900, 1_000);
    }

    [Fact]
    public async Task Questions_are_answered_by_the_api_as_they_say_and_nine_in_ten_are_permitted()
    {
        var database = await postgres.ReserveDatabaseAsync();
        await GrowthWorld.LoadAsync(database.ConnectionString, 1_000, static _ => { });
        await using var api = await Api.StartAsync(database);
        await database.RunAsync("insert into users (id, is_administrator) values ('asker', true)");
        var key = await AddKeyAsync(database, BenchmarkTopology.Hasher);
        var wide = await GrowthQuestions.DrawAsync(database, key, 100, seed: 1);
        var near = await GrowthQuestions.DrawNearAsync(database, key, 100);

        using var caller = api.CreateCaller(await AddKeyAsync(database, new ServiceKeyHasher(PostgresFixture.MasterKey)));
        Assert.All((IReadOnlyList<(Question, bool)>[])[wide, near], static drawn => Assert.Equal(90, drawn.Count(static one => one.Item2)));
        Assert.InRange(near.Select(static one => one.Question.UserId).Distinct().Count(), 2, 20);
        foreach (var (question, isPermitted) in wide.Concat(near))
            Assert.Equal(isPermitted, await caller.MayAsync($"user:{question.UserId}", question.Action, $"generation:{question.GenerationId}"));
    }

    [Fact]
    public async Task The_naive_layout_has_a_row_for_each_permission()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            """
            insert into users (id) values ('owner'), ('guest'), ('stranger');
            insert into users (id, state) values ('gone', 'suspended');
            insert into teams (id, name) values ('team', 'Team');
            insert into team_members (user_id, team_id, role) values ('guest', 'team', 'editor');
            insert into projects (id, owner_id, name) values ('project', 'owner', 'Project');
            insert into projects (id, owner_id, name, visibility) values ('shown', 'owner', 'Shown', 'public');
            insert into project_grants (project_id, team_id, role) values ('project', 'team', 'contributor');
            insert into project_grants (project_id, user_id, role) values ('project', 'gone', 'admin');
            insert into generations (id, owner_id, project_id, kind, visibility) values
                ('one', 'owner', 'project', 'image', 'inherit'), ('two', 'owner', 'project', 'image', 'inherit'), ('seen', 'owner', 'shown', 'image', 'inherit');
            """);

        var sample = await new NaivePermissions(database).MakeAsync(10);

        // The owner may do all seven, the guest read and create by the lower of the two roles; what everybody sees is not counted.
        Assert.Equal([9, 9], sample.Rows);
        Assert.Equal(2, sample.Generations);
        Assert.Equal(18, (await database.TextsAsync("select subject_id from naive_permissions")).Count);
        Assert.Equal(["create", "read"], await database.TextsAsync(
            "select permission from naive_permissions where subject_id = 'guest' and resource_id = 'one' order by 1"));
        Assert.Equal(sample.Bytes, sample.TotalBytes(), 3);
    }

    private static async Task<string> AddKeyAsync(NpgsqlDataSource database, ServiceKeyHasher hasher)
    {
        var key = ServiceKeyText.Make();
        await database.RunAsync(
            $"""
            insert into service_keys (id, owner_id, name, hash, scopes)
            values ('{key.Id}', 'asker', 'Key', '\x{Convert.ToHexString(hasher.Hash(key.Text))}', array['{Scopes.Check}'])
            """);
        return key.Text;
    }
}
