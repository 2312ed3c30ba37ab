using Velro.AuthApi.Authorization.Search;
using Velro.Authorization.Entities;
using Velro.Data.Search;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Search;

/// <summary>Each path to a role, alone, as searches find it (DESIGN.md section 3): what random worlds rarely have by one path only.</summary>
public sealed class SearchPathTests(PostgresFixture postgres)
{
    internal const string World =
        """
        insert into users (id) values ('me'), ('olga');
        insert into teams (id, parent_id, name) values ('above', null, 'A'), ('below', 'above', 'B');
        insert into projects (id, owner_id, name) values ('p', 'olga', 'P');
        insert into generations (id, owner_id, project_id, kind, visibility) values ('g', 'olga', 'p', 'image', 'inherit'), ('alone', 'olga', null, 'image', 'private');
        insert into generations (id, owner_id, parent_id, inheritance, kind) values ('child', 'olga', 'alone', 'read', 'image');
        insert into generations (id, owner_id, parent_id, inheritance, kind) values ('grandchild', 'olga', 'child', 'role', 'image');
        """;

    public static TheoryData<string, string[], string[]> Paths => new()
    {
        { "update projects set owner_id = 'me'", ["g"], ["p"] },
        { "update generations set owner_id = 'me' where id = 'g'", ["g"], [] },
        { "insert into project_grants (project_id, user_id, role) values ('p', 'me', 'viewer')", ["g"], ["p"] },
        { "insert into generation_grants (generation_id, user_id, role) values ('g', 'me', 'viewer')", ["g"], [] },
        { $"{MemberAbove}; insert into project_grants (project_id, team_id, role) values ('p', 'below', 'viewer')", ["g"], ["p"] },
        { $"{MemberAbove}; insert into generation_grants (generation_id, team_id, role) values ('g', 'below', 'viewer')", ["g"], [] },
        { "insert into generation_grants (generation_id, user_id, role) values ('alone', 'me', 'viewer')", ["alone", "child", "grandchild"], [] },
        { "update projects set visibility = 'public'", ["g"], ["p"] },
        { "update generations set visibility = 'public' where id = 'child'", ["child"], [] },
        { Emergency("'p', null"), ["g"], ["p"] },
        { Emergency("null, 'child'"), ["child", "grandchild"], [] },
        { "", [], [] },
    };

    private const string MemberAbove = "insert into team_members (user_id, team_id, role) values ('me', 'above', 'editor')";

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_path_is_found_from_either_end_in_every_way_of_looking(string path, string[] generations, string[] projects)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(World);
        if (path.Length > 0) await database.RunAsync(path);
        await using var searches = await Searches.StartAsync(database);

        foreach (var limits in new CandidateLimits[] { new(), new() { MaximumStreams = 0 }, new() { FewDirect = 0, MaximumDirect = 0 } })
        {
            searches.Limits = limits;
            Assert.Equal(generations, await ResourcesAsync(searches, EntityTypes.Generation));
            Assert.Equal(projects, await ResourcesAsync(searches, EntityTypes.Project));
            foreach (var id in new[] { "g", "alone", "child", "grandchild" })
                Assert.Equal(generations.Contains(id), await IsFoundAsync(searches, new EntityRef(EntityTypes.Generation, id)));
            Assert.Equal(projects.Contains("p"), await IsFoundAsync(searches, new EntityRef(EntityTypes.Project, "p")));
        }
    }

    /// <summary>The projects that a search begins with are cut off at a limit; what is in those beyond has descendants too.</summary>
    [Fact]
    public async Task Lineage_is_found_below_a_project_beyond_the_limit_of_those_that_are_walked()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            $"""
            {World}
            insert into projects (id, owner_id, name) select 'empty-' || n, 'me', 'Empty' from generate_series(1, 40) n;
            update projects set owner_id = 'me' where id = 'p';
            update generations set parent_id = 'g' where id = 'child';
            """);
        await using var searches = await Searches.StartAsync(database);
        searches.Limits = new CandidateLimits { MaximumStreams = 0 };

        Assert.Equal(["child", "g", "grandchild"], await ResourcesAsync(searches, EntityTypes.Generation));
    }

    private static Task<List<string>> ResourcesAsync(Searches searches, string type) => searches.AllAsync(
        Searches.Body(SearchKind.Resource, new EntityRef(EntityTypes.User, "me"), "read", new EntityRef(type, "")), limit: 2);

    private static async Task<bool> IsFoundAsync(Searches searches, EntityRef resource) => (await searches.AllAsync(
        Searches.Body(SearchKind.Subject, new EntityRef(EntityTypes.User, ""), "read", resource), limit: 2)).Contains("me");

    private static string Emergency(string target) =>
        "insert into emergency_access (id, user_id, project_id, generation_id, role, reason, granted_by, expires_at) " +
        $"values ('e', 'me', {target}, 'viewer', 'The lights went out', 'olga', now() + interval '1 hour')";
}
