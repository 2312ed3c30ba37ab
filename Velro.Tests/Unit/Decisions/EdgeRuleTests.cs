using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;

namespace Velro.Tests.Unit.Decisions;

/// <summary>What the engine says to the questions that endpoints make of RIGHTS.md B2, B3, B7, C5, D3 and D4.</summary>
public sealed class EdgeRuleTests
{
    [Theory]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Contributor, true)]
    public void B2_creating_in_a_project_needs_create_on_it(Role role, bool isPermitted)
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", role);

        Assert.Equal(isPermitted, world.Check("user:ann", "create", "project:p").IsPermitted);
    }

    [Fact]
    public void B2_creating_under_a_parent_needs_read_on_it_which_visibility_gives_too()
    {
        var world = new World().WithUser("ann").WithGeneration("public", visibility: Visibility.Public).WithGeneration("hidden");

        Assert.True(world.Check("user:ann", "read", "generation:public").IsPermitted);
        Assert.False(world.Check("user:ann", "read", "generation:hidden").IsPermitted);
    }

    [Theory]
    [InlineData(Role.Editor, false)]
    [InlineData(Role.Admin, true)]
    public void B2_B7_setting_inheritance_visibility_grants_and_blocks_needs_share(Role role, bool isPermitted)
    {
        var world = new World().WithUser("ann").WithGeneration("g").WithGrant("generation:g", "user:ann", role);

        Assert.Equal(isPermitted, world.Check("user:ann", "share", "generation:g").IsPermitted);
        Assert.True(world.Check("user:ann", "write", "generation:g").IsPermitted);
    }

    [Theory]
    [InlineData("transfer", false)]
    [InlineData("delete", true)]
    [InlineData("manage", true)]
    public void B3_B7_transfer_is_the_owners_alone_and_admins_delete_and_manage(string action, bool isPermitted)
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Admin);

        Assert.Equal(isPermitted, world.Check("user:ann", action, "project:p").IsPermitted);
        Assert.True(world.WithUser("olga").Check("user:olga", action, "project:p").IsPermitted);
    }

    [Fact]
    public void B4_a_denied_team_is_none_of_the_projects_teams()
    {
        var world = new World().WithTeam("in").WithTeam("out").WithMember("out", "ann").WithMember("in", "ben")
            .WithProject("p", Visibility.Team).WithGrant("project:p", "team:in", Role.Viewer).WithGrant("project:p", "team:out", Role.None);

        Assert.False(world.Check("user:ann", "read", "project:p").IsPermitted);
        Assert.True(world.Check("user:ben", "read", "project:p").IsPermitted);
    }

    [Fact]
    public void B4_team_visibility_needs_a_team_of_the_project_and_not_just_any_grant()
    {
        var world = new World().WithTeam("t").WithMember("t", "ann").WithUser("ben")
            .WithProject("p", Visibility.Team).WithGrant("project:p", "user:ben", Role.Viewer)
            .WithGeneration("g", project: "p", visibility: Visibility.Team)
            .WithGrant("generation:g", "team:t", Role.Viewer, expiresAt: World.Past);

        Assert.Equal(Role.None, world.RoleOf("user:ann", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "generation:g"));
    }

    [Theory]
    [InlineData("READ")]
    [InlineData("Transfer")]
    public void B5_a_name_that_differs_from_a_core_action_by_case_is_refused_on_load(string action) =>
        Assert.Equal("policy.action.case", Refusal($"{{'effect':'deny','actions':['{action}'],'resourceTypes':['project']}}"));

    [Fact]
    public void B5_an_allow_of_a_core_action_on_a_core_type_is_refused_on_load() =>
        Assert.Equal("policy.allow.core_action", Refusal("{'effect':'allow','actions':['read'],'resourceTypes':['user']}"));

    [Theory]
    [InlineData(AccountState.Suspended)]
    [InlineData(AccountState.Deleted)]
    public void B5_custom_actions_are_denied_to_accounts_that_are_not_active(AccountState state)
    {
        var world = new World().WithUser("ann", state).WithProject("p", owner: "ann")
            .WithPolicies(("p", "{'effect':'allow','actions':['export'],'resourceTypes':['project']}"));

        Assert.Equal(DecisionLayer.Identity, world.Check("user:ann", "export", "project:p").Layer);
    }

    [Fact]
    public void B5_visibility_gives_the_viewer_that_a_custom_action_needs()
    {
        var world = new World().WithUser("ann").WithProject("p", Visibility.Public).WithPolicies((
            "p", "{'effect':'allow','actions':['export'],'resourceTypes':['project'],'condition':'subject.role == \\\"viewer\\\"'}"));

        Assert.True(world.Check("user:ann", "export", "project:p").IsPermitted);
        Assert.True(world.Check("anonymous:anonymous", "export", "project:p").IsPermitted);
    }

    [Fact]
    public void B5_a_lock_stops_no_custom_action_and_unlock_is_manage()
    {
        var world = new World().WithUser("olga").WithGeneration("g", isLocked: true)
            .WithPolicies(("p", "{'effect':'allow','actions':['export'],'resourceTypes':['generation']}"));

        Assert.True(world.Check("user:olga", "export", "generation:g").IsPermitted);
        Assert.True(world.Check("user:olga", "manage", "generation:g").IsPermitted);
    }

    [Fact]
    public void C2_a_denial_on_a_generation_without_a_project_skips_its_owner()
    {
        var world = new World().WithTeam("t").WithMember("t", "ann")
            .WithGeneration("g", owner: "ann").WithGrant("generation:g", "team:t", Role.None).WithBlock("generation:g", "ann");

        Assert.Equal(Role.Owner, world.RoleOf("user:ann", "generation:g"));
    }

    [Fact]
    public void C2_B7_in_a_project_a_generations_owner_can_be_blocked_on_it()
    {
        var world = new World().WithUser("ann")
            .WithProject("p").WithGeneration("g", owner: "ann", project: "p").WithBlock("generation:g", "ann");

        Assert.Equal(DecisionReason.Blocked, world.Check("user:ann", "read", "generation:g").Reason);
    }

    [Fact]
    public void C5_layer_2_is_the_subjects_account_and_comes_before_every_other()
    {
        var world = new World().WithUser("sam", AccountState.Suspended)
            .WithProject("p").WithBlock("project:p", "sam").WithGeneration("g", project: "p", isLocked: true);

        (string, string)[] questions = [("read", "project:p"), ("write", "generation:g"), ("read", "project:gone"), ("open", "door:front")];
        foreach (var (action, thing) in questions)
            Assert.Equal(DecisionLayer.Identity, world.Check("user:sam", action, thing).Layer);
    }

    [Fact]
    public void D3_a_time_that_was_sent_moves_no_expiry_and_no_now()
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Editor, expiresAt: World.Now)
            .WithPolicies((
                "open",
                "{'effect':'allow','actions':['open'],'resourceTypes':['door']," +
                "'condition':'now < timestamp(\\\"2027-03-01T12:00:00Z\\\")'}"));
        static CheckRequest Earlier(CheckRequest request) => request with { Context = World.Bag("{'time':'2020-01-01T00:00:00Z'}") };

        Assert.False(world.Check("user:ann", "read", "project:p", Earlier).IsPermitted);
        Assert.False(world.Check("user:ann", "open", "door:front", Earlier).IsPermitted);
    }

    [Theory]
    [InlineData("{'ip':'10.1.2.3'}", true)]
    [InlineData("{'ip':'192.168.0.1'}", false)]
    [InlineData("{'ip':'not an address'}", false)]
    [InlineData("{'ip':7}", false)]
    [InlineData("{}", false)]
    public void D3_a_layer_5_rule_denies_when_what_it_needs_is_absent_or_cannot_be_read(string context, bool isPermitted)
    {
        var world = new World().WithUser("olga").WithProject("p").WithPolicies(
            ("network",
            "{'effect':'deny','actions':['write'],'resourceTypes':['project']," +
            "'condition':'!cidr(\\\"10.0.0.0/8\\\").containsIP(context.ip)'}"));

        var decision = world.Check("user:olga", "write", "project:p", request => request with { Context = World.Bag(context) });
        Assert.Equal(isPermitted, decision.IsPermitted);
        if (!isPermitted) Assert.Equal((DecisionReason.PolicyDenied, DecisionLayer.SecurityContext), (decision.Reason, decision.Layer));
    }

    [Fact]
    public void D4_anonymous_sees_what_inherits_a_public_project_and_nothing_by_lineage_or_teams()
    {
        var world = new World().WithProject("p", Visibility.Public).WithGeneration("in", project: "p", visibility: Visibility.Inherit)
            .WithGeneration("parent", visibility: Visibility.Public)
            .WithGeneration("child", parent: "parent", inheritance: Inheritance.Role)
            .WithProject("q", owner: "anonymous").WithBlock("project:p", "anonymous");

        Assert.Equal(Role.Viewer, world.RoleOf("anonymous:anonymous", "generation:in"));
        Assert.Equal(Role.Viewer, world.RoleOf("anonymous:anonymous", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("anonymous:anonymous", "generation:child"));
        Assert.Equal(DecisionReason.NoAccess, world.Check("anonymous:anonymous", "read", "project:q").Reason);
        Assert.Equal(DecisionReason.NoAccess, world.Check("anonymous:anonymous", "read", "user:anonymous").Reason);
    }

    [Fact]
    public void Chains_that_do_not_end_take_nothing_that_another_path_gives()
    {
        var world = new World().WithTeam("a", parent: "b").WithTeam("b", parent: "a").WithMember("a", "ann")
            .WithGeneration("g", parent: "g", inheritance: Inheritance.Role)
            .WithGrant("generation:g", "team:a", Role.Admin).WithGrant("generation:g", "user:ann", Role.Viewer);

        Assert.Equal(Role.Viewer, world.RoleOf("user:ann", "generation:g"));
    }

    /// <summary>The code of what is wrong with a document.</summary>
    private static string Refusal(string document)
    {
        var source = new PolicySource("p", document.Replace('\'', '"'));
        return Assert.Single(Assert.Throws<PolicySetException>(() => PolicySet.Compile([source])).Problems).Code;
    }
}
