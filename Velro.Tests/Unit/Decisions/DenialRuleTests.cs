using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Roles;

namespace Velro.Tests.Unit.Decisions;

/// <summary>What wins over every role: RIGHTS.md B5, C and D.</summary>
public sealed class DenialRuleTests
{
    private const string Everything = "{'effect':'allow','actions':['*'],'resourceTypes':['*']}";

    [Theory]
    [InlineData(AccountState.Suspended, DecisionReason.SubjectSuspended)]
    [InlineData(AccountState.Deleted, DecisionReason.SubjectDeleted)]
    public void C1_an_account_that_is_not_active_may_nothing(AccountState state, DecisionReason reason)
    {
        var world = new World().WithUser("ann", state).WithProject("p", Visibility.Public, owner: "ann").WithPolicies(("all", Everything));

        var onProject = world.Check("user:ann", "read", "project:p");
        Assert.Equal((false, reason, DecisionLayer.Identity), (onProject.IsPermitted, onProject.Reason, onProject.Layer));
        Assert.Equal(reason, world.Check("user:ann", "read", "record:r").Reason);
    }

    [Fact]
    public void B5_an_unknown_user_is_denied_on_every_type_whatever_a_policy_says()
    {
        var world = new World().WithProject("p", Visibility.Public).WithPolicies(("all", Everything));

        Assert.Equal(DecisionReason.SubjectUnknown, world.Check("user:nobody", "read", "project:p").Reason);
        Assert.Equal(DecisionReason.SubjectUnknown, world.Check("user:nobody", "read", "record:r").Reason);
        Assert.True(world.Check("service:robot", "read", "record:r").IsPermitted);
    }

    [Fact]
    public void C1_a_suspended_team_gives_nothing_to_it_and_the_teams_below()
    {
        var world = new World()
            .WithTeam("top").WithTeam("mid", parent: "top", isSuspended: true).WithTeam("low", parent: "mid").WithTeam("side", parent: "top")
            .WithMember("top", "boss").WithMember("low", "worker")
            .WithProject("p").WithGrant("project:p", "team:low", Role.Editor)
            .WithProject("q").WithGrant("project:q", "team:side", Role.Editor);

        Assert.Equal(Role.None, world.RoleOf("user:worker", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:boss", "project:p"));
        Assert.Equal(Role.Editor, world.RoleOf("user:boss", "project:q"));
    }

    [Fact]
    public void C1_the_teams_above_a_suspended_one_can_still_reactivate_it()
    {
        var world = new World().WithTeam("top").WithTeam("low", parent: "top", isSuspended: true).WithMember("top", "boss").WithMember("low", "worker");

        Assert.True(world.Check("user:boss", "manage", "team:low").IsPermitted);
        Assert.False(world.Check("user:worker", "read", "team:low").IsPermitted);
    }

    [Fact]
    public void C1_a_grant_of_the_persons_own_survives_the_suspension_of_a_team()
    {
        var world = new World().WithTeam("t", isSuspended: true).WithMember("t", "ann")
            .WithProject("p").WithGrant("project:p", "team:t", Role.Editor).WithGrant("project:p", "user:ann", Role.Viewer);

        Assert.Equal(Role.Viewer, world.RoleOf("user:ann", "project:p"));
    }

    [Theory]
    [InlineData("a block")]
    [InlineData("user:ann")]
    [InlineData("team:top")]
    public void C2_a_block_or_none_holds_on_the_project_its_generations_and_what_is_public(string denial)
    {
        var world = new World()
            .WithTeam("top").WithTeam("low", parent: "top").WithMember("top", "ann")
            .WithProject("p", Visibility.Public).WithGrant("project:p", "user:ann", Role.Admin).WithGrant("project:p", "team:low", Role.Admin)
            .WithGeneration("own", owner: "ann", project: "p").WithGeneration("public", project: "p", visibility: Visibility.Public);
        _ = denial == "a block" ? world.WithBlock("project:p", "ann") : world.WithGrant("project:p", denial, Role.None);

        foreach (var thing in new[] { "project:p", "generation:own", "generation:public" })
        {
            var decision = world.Check("user:ann", "read", thing);
            Assert.Equal((false, DecisionReason.Blocked, DecisionLayer.Denial), (decision.IsPermitted, decision.Reason, decision.Layer));
        }
    }

    [Fact]
    public void C2_a_denial_of_a_team_holds_for_the_teams_below_it_too_and_not_for_those_above()
    {
        var world = new World().WithTeam("top").WithTeam("low", parent: "top").WithMember("top", "boss").WithMember("low", "worker")
            .WithProject("p", Visibility.Public).WithGrant("project:p", "team:low", Role.None);

        Assert.False(world.Check("user:worker", "read", "project:p").IsPermitted);
        Assert.False(world.Check("user:boss", "read", "project:p").IsPermitted);

        world.WithProject("q", Visibility.Public).WithGrant("project:q", "team:top", Role.None);
        Assert.False(world.Check("user:boss", "read", "project:q").IsPermitted);
        Assert.True(world.Check("user:worker", "read", "project:q").IsPermitted);
    }

    [Fact]
    public void C2_a_suspended_team_still_denies()
    {
        var world = new World().WithTeam("t", isSuspended: true).WithMember("t", "ann")
            .WithProject("p", Visibility.Public).WithGrant("project:p", "team:t", Role.None);

        Assert.Equal(DecisionReason.Blocked, world.Check("user:ann", "read", "project:p").Reason);
    }

    [Fact]
    public void C2_a_denial_that_has_expired_denies_nobody()
    {
        var world = new World().WithUser("ann").WithProject("p", Visibility.Public).WithGrant("project:p", "user:ann", Role.None, expiresAt: World.Now);

        Assert.True(world.Check("user:ann", "read", "project:p").IsPermitted);
    }

    [Fact]
    public void C2_a_denial_does_not_follow_lineage_but_gives_nothing_to_pass_on()
    {
        var world = new World().WithUser("ann")
            .WithProject("p").WithGrant("project:p", "user:ann", Role.Editor).WithBlock("project:p", "ann").WithGeneration("parent", project: "p")
            .WithGeneration("child", parent: "parent", inheritance: Inheritance.Role, visibility: Visibility.Public)
            .WithGeneration("private", parent: "parent", inheritance: Inheritance.Role);

        Assert.Equal(Role.Viewer, world.RoleOf("user:ann", "generation:child"));
        Assert.Equal(DecisionReason.NoAccess, world.Check("user:ann", "read", "generation:private").Reason);
    }

    [Fact]
    public void C2_the_projects_owner_is_never_denied_and_a_teams_denial_skips_the_owner()
    {
        var world = new World().WithTeam("t").WithMember("t", "olga")
            .WithProject("p").WithGrant("project:p", "team:t", Role.None).WithBlock("project:p", "olga")
            .WithGeneration("g", owner: "ann", project: "p").WithGrant("generation:g", "team:t", Role.None);

        Assert.Equal(Role.Owner, world.RoleOf("user:olga", "project:p"));
        Assert.Equal(Role.Owner, world.RoleOf("user:olga", "generation:g"));
    }

    [Fact]
    public void B7_a_generation_has_blocks_of_its_own()
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Editor)
            .WithGeneration("g", project: "p").WithBlock("generation:g", "ann").WithGeneration("h", project: "p");

        Assert.Equal(DecisionReason.Blocked, world.Check("user:ann", "read", "generation:g").Reason);
        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "generation:h"));
    }

    [Fact]
    public void A_denial_of_a_team_whose_chain_has_no_end_denies()
    {
        var world = new World().WithTeam("a", parent: "b").WithTeam("b", parent: "a").WithTeam("own").WithMember("own", "ann")
            .WithProject("p", Visibility.Public).WithGrant("project:p", "team:a", Role.None);

        var decision = world.Check("user:ann", "read", "project:p");
        Assert.Equal((false, DecisionReason.HierarchyTooDeep, DecisionLayer.Denial), (decision.IsPermitted, decision.Reason, decision.Layer));
    }

    [Fact]
    public void A_block_is_the_reason_also_when_some_other_chain_has_no_end()
    {
        var world = new World().WithTeam("a", parent: "b").WithTeam("b", parent: "a").WithMember("a", "ann")
            .WithProject("p").WithGrant("project:p", "team:a", Role.Editor).WithBlock("project:p", "ann");

        Assert.Equal(DecisionReason.Blocked, world.Check("user:ann", "read", "project:p").Reason);
    }

    [Fact]
    public void A_block_is_the_reason_also_when_a_parent_is_denied_by_a_chain_without_an_end()
    {
        var world = new World().WithTeam("a", parent: "b").WithTeam("b", parent: "a").WithTeam("own").WithMember("own", "ann")
            .WithGeneration("parent").WithGrant("generation:parent", "team:a", Role.None)
            .WithGeneration("g", parent: "parent", inheritance: Inheritance.Role).WithBlock("generation:g", "ann");

        Assert.Equal(DecisionReason.Blocked, world.Check("user:ann", "read", "generation:g").Reason);
    }

    [Theory]
    [InlineData("read", true)]
    [InlineData("manage", true)]
    [InlineData("write", false)]
    [InlineData("create", false)]
    [InlineData("share", false)]
    [InlineData("delete", false)]
    [InlineData("transfer", false)]
    public void C3_a_lock_stops_changes_also_of_the_owner(string action, bool isPermitted)
    {
        var decision = new World().WithUser("olga").WithGeneration("g", isLocked: true).Check("user:olga", action, "generation:g");

        Assert.Equal(isPermitted, decision.IsPermitted);
        if (!isPermitted) Assert.Equal((DecisionReason.Locked, DecisionLayer.Denial, true), (decision.Reason, decision.Layer, decision.SubjectMayRead));
    }

    [Fact]
    public void The_layers_are_in_order_so_that_a_lock_comes_before_roles()
    {
        var decision = new World().WithUser("ann").WithGeneration("g", isLocked: true).Check("user:ann", "write", "generation:g");

        Assert.Equal((DecisionReason.Locked, DecisionLayer.Denial), (decision.Reason, decision.Layer));
        Assert.Equal((DecisionReason.NoAccess, DecisionLayer.Relationship), (decision.Withheld().Reason, decision.Withheld().Layer));
    }

    [Fact]
    public void D1_what_cannot_be_seen_is_withheld_in_one_way()
    {
        var world = new World().WithUser("ann")
            .WithProject("hidden").WithProject("blocked", Visibility.Public).WithBlock("project:blocked", "ann")
            .WithGeneration("locked", isLocked: true).WithProject("seen", Visibility.Public);

        foreach (var thing in new[] { "project:absent", "project:hidden", "project:blocked", "generation:locked" })
            Assert.Equal(Decision.Deny(DecisionReason.NoAccess, DecisionLayer.Relationship), world.Check("user:ann", "write", thing).Withheld());
        Assert.Equal(DecisionReason.InsufficientRole, world.Check("user:ann", "write", "project:seen").Withheld().Reason);
    }

    [Fact]
    public void D4_anonymous_is_a_viewer_of_what_is_public()
    {
        var world = new World().WithProject("p", Visibility.Public).WithGeneration("g", visibility: Visibility.Private).WithProject("t", Visibility.Team);

        Assert.Equal(Role.Viewer, world.RoleOf("anonymous:anonymous", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("anonymous:anonymous", "generation:g"));
        Assert.Equal(Role.None, world.RoleOf("anonymous:anonymous", "project:t"));
    }

    [Fact]
    public void A_subject_without_an_account_has_no_relationships()
    {
        var world = new World().WithProject("p").WithGrant("project:p", "user:robot", Role.Editor);

        Assert.Equal(DecisionReason.SubjectTypeWithoutRoles, world.Check("service:robot", "read", "project:p").Reason);
    }
}
