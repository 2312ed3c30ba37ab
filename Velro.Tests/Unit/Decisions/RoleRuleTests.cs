using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Roles;

namespace Velro.Tests.Unit.Decisions;

/// <summary>The paths that give roles: DESIGN.md section 3, and RIGHTS.md B1 to B4.</summary>
public sealed class RoleRuleTests
{
    [Theory]
    [InlineData(Role.Viewer, "read")]
    [InlineData(Role.Contributor, "read create")]
    [InlineData(Role.Editor, "read create write")]
    [InlineData(Role.Admin, "read create write share delete manage")]
    [InlineData(Role.Owner, "read create write share delete manage transfer")]
    public void Each_role_includes_those_before_it(Role role, string actions)
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", role);

        foreach (var action in new[] { "read", "create", "write", "share", "delete", "manage", "transfer" })
            Assert.Equal(actions.Split(' ').Contains(action), world.Check("user:ann", action, "project:p").IsPermitted);
    }

    [Fact]
    public void The_owner_of_a_project_owns_its_generations() =>
        Assert.Equal(Role.Owner, new World().WithUser("olga").WithProject("p").WithGeneration("g", owner: "ann", project: "p").RoleOf("user:olga", "generation:g"));

    [Fact]
    public void The_owner_of_a_generation_owns_it_in_any_project() =>
        Assert.Equal(Role.Owner, new World().WithUser("ann").WithProject("p").WithGeneration("g", owner: "ann", project: "p").RoleOf("user:ann", "generation:g"));

    [Fact]
    public void The_highest_of_all_paths_counts()
    {
        var world = new World().WithTeam("t").WithMember("t", "ann").WithProject("p").WithGeneration("g", project: "p")
            .WithGrant("project:p", "user:ann", Role.Viewer)
            .WithGrant("project:p", "team:t", Role.Editor)
            .WithGrant("generation:g", "user:ann", Role.Contributor);

        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "generation:g"));
        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "project:p"));
    }

    [Theory]
    [InlineData(Role.Admin, Role.Viewer, Role.Viewer)]
    [InlineData(Role.Editor, Role.Owner, Role.Editor)]
    public void A_team_grant_gives_the_lower_of_grant_and_membership(Role grant, Role membership, Role expected)
    {
        var world = new World().WithTeam("t").WithMember("t", "ann", membership).WithProject("p").WithGrant("project:p", "team:t", grant);

        Assert.Equal(expected, world.RoleOf("user:ann", "project:p"));
    }

    [Fact]
    public void A_role_in_a_team_holds_in_the_teams_below_and_not_above()
    {
        var world = new World().WithTeam("top").WithTeam("low", parent: "top").WithMember("top", "boss").WithMember("low", "worker")
            .WithProject("high").WithGrant("project:high", "team:top", Role.Editor)
            .WithProject("deep").WithGrant("project:deep", "team:low", Role.Editor);

        Assert.Equal(Role.Editor, world.RoleOf("user:boss", "project:deep"));
        Assert.Equal(Role.None, world.RoleOf("user:worker", "project:high"));
        Assert.Equal(Role.Owner, world.RoleOf("user:boss", "team:low"));
        Assert.Equal(Role.None, world.RoleOf("user:worker", "team:top"));
    }

    [Theory]
    [InlineData(8, Role.Editor)]
    [InlineData(9, Role.None)]
    public void Teams_nest_eight_levels_and_deeper_ones_give_nothing(int levels, Role expected)
    {
        var world = new World().WithProject("p");
        for (var i = 1; i <= levels; i++) world.WithTeam($"t{i}", parent: i == 1 ? null : $"t{i - 1}");
        world.WithMember($"t{levels}", "ann").WithGrant("project:p", $"team:t{levels}", Role.Editor);

        Assert.Equal(expected, world.RoleOf("user:ann", "project:p"));
        if (expected == Role.None) Assert.Equal(DecisionReason.HierarchyTooDeep, world.Check("user:ann", "read", "project:p").Reason);
    }

    [Fact]
    public void A_cycle_of_teams_ends_denied_with_its_reason()
    {
        var world = new World().WithTeam("a", parent: "b").WithTeam("b", parent: "a").WithMember("a", "ann")
            .WithProject("p").WithGrant("project:p", "team:b", Role.Editor);

        Assert.Equal(DecisionReason.HierarchyTooDeep, world.Check("user:ann", "read", "project:p").Reason);
        Assert.Equal(DecisionReason.HierarchyTooDeep, world.Check("user:ann", "read", "team:a").Reason);
    }

    [Fact]
    public void Grants_and_memberships_end_at_their_instant()
    {
        var world = new World()
            .WithTeam("t").WithMember("t", "lapsed", expiresAt: World.Now).WithMember("t", "ann", expiresAt: World.Now.AddTicks(1))
            .WithProject("p").WithGrant("project:p", "team:t", Role.Editor)
            .WithUser("late").WithGrant("project:p", "user:late", Role.Editor, expiresAt: World.Now)
            .WithUser("just").WithGrant("project:p", "user:just", Role.Editor, expiresAt: World.Now.AddTicks(1));

        Assert.Equal(Role.None, world.RoleOf("user:lapsed", "project:p"));
        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:late", "project:p"));
        Assert.Equal(Role.Editor, world.RoleOf("user:just", "project:p"));
    }

    [Theory]
    [InlineData(Inheritance.None, Role.Owner, Role.None)]
    [InlineData(Inheritance.Read, Role.Owner, Role.Viewer)]
    [InlineData(Inheritance.Role, Role.Owner, Role.Editor)]
    [InlineData(Inheritance.Role, Role.Contributor, Role.Contributor)]
    public void Lineage_gives_what_the_child_takes(Inheritance inheritance, Role onParent, Role expected)
    {
        var world = new World().WithUser("ann")
            .WithGeneration("parent").WithGrant("generation:parent", "user:ann", onParent)
            .WithGeneration("child", owner: "carl", parent: "parent", inheritance: inheritance);

        Assert.Equal(expected, world.RoleOf("user:ann", "generation:child"));
    }

    [Theory]
    [InlineData(10, Role.Editor)]
    [InlineData(11, Role.None)]
    public void Lineage_is_followed_over_ten_parents(int parents, Role expected)
    {
        var world = new World().WithUser("ann").WithGeneration("g0").WithGrant("generation:g0", "user:ann", Role.Owner);
        for (var i = 1; i <= parents; i++) world.WithGeneration($"g{i}", parent: $"g{i - 1}", inheritance: Inheritance.Role);

        Assert.Equal(expected, world.RoleOf("user:ann", $"generation:g{parents}"));
        if (expected == Role.None) Assert.Equal(DecisionReason.HierarchyTooDeep, world.Check("user:ann", "read", $"generation:g{parents}").Reason);
    }

    [Fact]
    public void A_cycle_of_parents_ends_denied_with_its_reason()
    {
        var world = new World().WithUser("ann")
            .WithGeneration("a", parent: "b", inheritance: Inheritance.Role).WithGeneration("b", parent: "a", inheritance: Inheritance.Role);

        Assert.Equal(DecisionReason.HierarchyTooDeep, world.Check("user:ann", "read", "generation:a").Reason);
    }

    [Fact]
    public void B1_roles_from_visibility_do_not_travel_to_children_or_generations()
    {
        var world = new World().WithUser("ann")
            .WithGeneration("parent", visibility: Visibility.Public)
            .WithGeneration("child", parent: "parent", inheritance: Inheritance.Role)
            .WithProject("p", Visibility.Public).WithGeneration("g", project: "p");

        Assert.Equal(Role.Viewer, world.RoleOf("user:ann", "generation:parent"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "generation:child"));
        Assert.Equal(Role.Viewer, world.RoleOf("user:ann", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "generation:g"));
    }

    [Fact]
    public void B1_a_generation_that_inherits_its_visibility_has_its_projects_or_is_private()
    {
        var world = new World().WithUser("ann")
            .WithProject("p", Visibility.Public).WithGeneration("in", project: "p", visibility: Visibility.Inherit)
            .WithGeneration("out", visibility: Visibility.Inherit);

        Assert.Equal(Role.Viewer, world.RoleOf("user:ann", "generation:in"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "generation:out"));
    }

    [Fact]
    public void B4_team_visibility_is_for_effective_members_of_teams_with_a_grant_other_than_none()
    {
        var world = new World()
            .WithTeam("top").WithTeam("low", parent: "top").WithMember("top", "boss")
            .WithTeam("lapsed").WithMember("lapsed", "late").WithUser("stranger")
            .WithProject("p", Visibility.Team)
            .WithGrant("project:p", "team:low", Role.Viewer).WithGrant("project:p", "team:lapsed", Role.Viewer, expiresAt: World.Past)
            .WithGeneration("g", project: "p", visibility: Visibility.Team)
            .WithGeneration("alone", visibility: Visibility.Team);

        Assert.Equal(Role.Viewer, world.RoleOf("user:boss", "generation:g"));
        Assert.Equal(Role.None, world.RoleOf("user:late", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:stranger", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:boss", "generation:alone"));
    }

    [Fact]
    public void A2_being_an_administrator_gives_no_role()
    {
        var admin = new UserContext("root", AccountState.Active, IsAdministrator: true, []);
        var world = new World().With(ContextKey.User("root"), admin).WithProject("p").WithTeam("t");

        Assert.Equal(Role.None, world.RoleOf("user:root", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:root", "team:t"));
    }

    [Fact]
    public void A_user_may_see_and_change_itself_and_nobody_else()
    {
        var world = new World().WithUser("ann").WithUser("ben");

        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "user:ann"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "user:ben"));
    }

    [Theory]
    [InlineData("generation:gone")]
    [InlineData("project:gone")]
    [InlineData("team:gone")]
    public void What_does_not_exist_gives_no_role(string resource) =>
        Assert.Equal(DecisionReason.NoAccess, new World().WithUser("ann").WithMember("gone", "ann").Check("user:ann", "read", resource).Reason);
}
