using Npgsql;
using Velro.AuthApi.Authorization.Search;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Search;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Search;

/// <summary>
/// What searches leave out before the engine is asked: paths whose role is too low for the action, and rights that have ended. Each path
/// alone, from either end, in every way of looking.
/// </summary>
public sealed class SearchFilterTests(PostgresFixture postgres)
{
    private static readonly EntityRef Me = new(EntityTypes.User, "me");

    private const string Inheriting = "update generations set inheritance = 'role' where id = 'child'";

    private static readonly CandidateLimits[] Ways = [new(), new() { MaximumStreams = 0 }, new() { FewDirect = 0, MaximumDirect = 0 }];

    /// <summary>Statements that give me a role on a thing, the thing, and that role.</summary>
    public static TheoryData<string, string, string, string> Roles => new()
    {
        { "update projects set owner_id = 'me'", "generation", "g", "owner" },
        { "update projects set owner_id = 'me'", "project", "p", "owner" },
        { "update generations set owner_id = 'me' where id = 'alone'", "generation", "alone", "owner" },
        { Grant("project", "p", "user", "me", "admin"), "project", "p", "admin" },
        { Grant("project", "p", "user", "me", "contributor"), "generation", "g", "contributor" },
        { Grant("generation", "g", "user", "me", "editor"), "generation", "g", "editor" },

        // A team's grant gives the lower of its role and the member's.
        { Member("admin") + Grant("project", "p", "team", "below", "editor"), "project", "p", "editor" },
        { Member("editor") + Grant("project", "p", "team", "below", "admin"), "generation", "g", "editor" },
        { Member("contributor") + Grant("generation", "g", "team", "below", "admin"), "generation", "g", "contributor" },
        { Member("owner"), "team", "below", "owner" },
        { Member("viewer"), "team", "below", "viewer" },

        // Lineage gives a viewer's role, or the parent's capped at an editor's; what inherits from who only reads, gives no more.
        { $"{Inheriting}; update generations set owner_id = 'me' where id = 'alone'", "generation", "grandchild", "editor" },
        { "update generations set owner_id = 'me' where id = 'alone'", "generation", "grandchild", "viewer" },
        { "update generations set owner_id = 'me' where id = 'child'", "generation", "grandchild", "editor" },
        { Grant("generation", "child", "user", "me", "contributor"), "generation", "grandchild", "contributor" },
        { "update projects set visibility = 'public'", "project", "p", "viewer" },
        { "update projects set visibility = 'public'", "generation", "g", "viewer" },
        { Emergency("project_id", "p", "editor", "1 hour"), "generation", "g", "editor" },
        { Emergency("generation_id", "child", "editor", "1 hour"), "generation", "grandchild", "editor" },
        { Emergency("project_id", "p", "viewer", "1 hour"), "project", "p", "viewer" },
    };

    /// <summary>Rights with an end, which is left open, and the thing that they are on.</summary>
    public static TheoryData<string, string, string> Ends => new()
    {
        { Grant("project", "p", "user", "me", "editor", "{0}"), "project", "p" },
        { Grant("project", "p", "user", "me", "editor", "{0}"), "generation", "g" },
        { Grant("generation", "g", "user", "me", "editor", "{0}"), "generation", "g" },
        { Grant("generation", "child", "user", "me", "editor", "{0}"), "generation", "grandchild" },
        { Member("editor") + Grant("project", "p", "team", "below", "editor", "{0}"), "project", "p" },
        { Member("editor") + Grant("generation", "g", "team", "below", "editor", "{0}"), "generation", "g" },
        { Member("editor") + Grant("generation", "child", "team", "below", "editor", "{0}"), "generation", "grandchild" },
        { Member("editor", "{0}") + Grant("project", "p", "team", "below", "editor"), "project", "p" },
        { Member("editor", "{0}"), "team", "below" },
        { Emergency("project_id", "p", "editor", "{0}"), "project", "p" },
        { Emergency("project_id", "p", "editor", "{0}"), "generation", "g" },
        { Emergency("generation_id", "child", "editor", "{0}"), "generation", "grandchild" },
    };

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_path_is_found_for_the_actions_that_its_role_is_enough_for(string path, string type, string id, string role)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var searches = await StartAsync(database, path);
        Assert.True(RoleNames.TryParse(role, out var given));
        foreach (var action in CoreActions.All)
        {
            Assert.True(CoreActions.TryGetRequiredRole(action, out var required));
            await AssertFoundAsync(searches, action, new EntityRef(type, id), given >= required);
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_right_is_found_until_it_ends(string right, string type, string id)
    {
        foreach (var (end, isFound) in new[] { ("1 hour", true), ("-1 minute", false) })
        {
            await using var database = await postgres.CreateDatabaseAsync();
            await using var searches = await StartAsync(database, right.Replace("{0}", end, StringComparison.Ordinal));
            await AssertFoundAsync(searches, "read", new EntityRef(type, id), isFound);
            await AssertFoundAsync(searches, "write", new EntityRef(type, id), isFound);
        }
    }

    private static async Task AssertFoundAsync(Searches searches, string action, EntityRef thing, bool isFound)
    {
        foreach (var limits in Ways)
        {
            searches.Limits = limits;
            var forThings = Searches.Body(SearchKind.Resource, Me, action, new EntityRef(thing.Type, ""));
            var forPeople = Searches.Body(SearchKind.Subject, new EntityRef(EntityTypes.User, ""), action, thing);
            var things = await searches.AllAsync(forThings, limit: 2);
            var people = await searches.AllAsync(forPeople, limit: 2);
            Assert.True(
                things.Contains(thing.Id) == isFound && people.Contains("me") == isFound,
                $"{action} {thing}, {limits}: I find {string.Join(' ', things)}, and it finds {string.Join(' ', people)}.");
        }
    }

    /// <summary>There are many of these databases: each must be closed with its test, or their idle connections use up the server's.</summary>
    private static async Task<Searches> StartAsync(NpgsqlDataSource database, string path)
    {
        await database.RunAsync(SearchPathTests.World);
        await database.RunAsync(path);
        return await Searches.StartAsync(database);
    }

    private static string Grant(string kind, string id, string grantee, string granteeId, string role, string? end = null) =>
        $"insert into {kind}_grants ({kind}_id, {grantee}_id, role, expires_at) values ('{id}', '{granteeId}', '{role}', {End(end)});";

    private static string Member(string role, string? end = null) =>
        $"insert into team_members (user_id, team_id, role, expires_at) values ('me', 'above', '{role}', {End(end)});";

    private static string Emergency(string target, string id, string role, string end) =>
        $"insert into emergency_access (id, user_id, {target}, role, reason, granted_by, granted_at, expires_at) values " +
        $"('e', 'me', '{id}', '{role}', 'The lights went out', 'olga', now() - interval '2 hours', {End(end)});";

    private static string End(string? end) => end is null ? "null" : $"now() + interval '{end}'";
}
