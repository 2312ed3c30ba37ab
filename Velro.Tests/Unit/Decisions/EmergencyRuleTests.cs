using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Roles;

namespace Velro.Tests.Unit.Decisions;

/// <summary>Emergency access: DESIGN.md section 3, path 7, and RIGHTS.md C4.</summary>
public sealed class EmergencyRuleTests
{
    private static readonly DateTimeOffset JustAfter = World.Now.AddTicks(1);

    private const string NoReading = "{'effect':'deny','actions':['read'],'resourceTypes':['project','generation']}";

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Editor)]
    public void C4_it_gives_its_role_on_a_project_and_its_generations(Role role)
    {
        var world = new World().WithUser("ann").WithProject("p").WithGeneration("in", project: "p").WithGeneration("out").WithProject("q")
            .WithEmergency("ann", "project:p", role);

        Assert.Equal(role, world.RoleOf("user:ann", "project:p"));
        Assert.Equal(role, world.RoleOf("user:ann", "generation:in"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "generation:out"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "project:q"));
    }

    [Fact]
    public void C4_on_one_generation_it_holds_there_alone_also_when_a_project_has_the_same_id()
    {
        var world = new World().WithUser("ann").WithProject("x").WithGeneration("x", project: "x").WithGeneration("y", project: "x")
            .WithEmergency("ann", "generation:x", Role.Editor);

        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "generation:x"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "generation:y"));
        Assert.Equal(Role.None, world.RoleOf("user:ann", "project:x"));
    }

    [Fact]
    public void C4_it_is_one_users_and_takes_nothing_from_a_higher_role()
    {
        var world = new World().WithUser("ann").WithUser("ben")
            .WithProject("p", owner: "ann").WithEmergency("ann", "project:p", Role.Viewer);

        Assert.Equal(Role.Owner, world.RoleOf("user:ann", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:ben", "project:p"));
    }

    [Fact]
    public void C4_it_ends_at_its_instant_by_the_requests_time()
    {
        var world = new World().WithUser("ann").WithUser("late").WithUser("both").WithProject("p")
            .WithEmergency("ann", "project:p", Role.Editor, JustAfter).WithEmergency("late", "project:p", Role.Editor, World.Now)
            .WithEmergency("both", "project:p", Role.Editor, World.Now).WithEmergency("both", "project:p", Role.Viewer, JustAfter);

        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "project:p"));
        Assert.Equal(Role.None, world.RoleOf("user:late", "project:p"));
        Assert.Equal(Role.Viewer, world.RoleOf("user:both", "project:p"));
        Assert.True(world.Check("user:late", "write", "project:p", static request => request with { Now = World.Past }).IsPermitted);
        Assert.False(world.Check("user:ann", "write", "project:p", static request => request with { Now = JustAfter }).IsPermitted);
    }

    [Theory]
    [InlineData("a block")]
    [InlineData("user:ann")]
    [InlineData("team:t")]
    [InlineData("team:a")]
    public void C4_it_overrides_blocks_and_none_for_its_own_role_alone(string denial)
    {
        var world = new World().WithTeam("t").WithMember("t", "ann").WithTeam("a", parent: "b").WithTeam("b", parent: "a")
            .WithProject("p").WithGrant("project:p", "user:ann", Role.Admin).WithGeneration("g", owner: "ann", project: "p");
        _ = denial == "a block" ? world.WithBlock("project:p", "ann") : world.WithGrant("project:p", denial, Role.None);
        Assert.Equal(Role.None, world.RoleOf("user:ann", "project:p"));

        world.WithEmergency("ann", "project:p", Role.Viewer);
        Assert.Equal(Role.Viewer, world.RoleOf("user:ann", "project:p"));
        Assert.Equal(Role.Viewer, world.RoleOf("user:ann", "generation:g"));
    }

    [Fact]
    public void C4_on_a_generation_it_overrides_the_denials_of_the_project_there()
    {
        var world = new World().WithUser("ann").WithProject("p").WithBlock("project:p", "ann").WithGeneration("g", project: "p")
            .WithBlock("generation:g", "ann").WithEmergency("ann", "generation:g", Role.Editor);

        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "generation:g"));
        Assert.Equal(DecisionReason.Blocked, world.Check("user:ann", "read", "project:p").Reason);
    }

    [Fact]
    public void C4_an_expired_one_overrides_nothing()
    {
        var world = new World().WithUser("ann").WithProject("p", Visibility.Public).WithBlock("project:p", "ann")
            .WithEmergency("ann", "project:p", Role.Viewer, World.Now);

        Assert.Equal(DecisionReason.Blocked, world.Check("user:ann", "read", "project:p").Reason);
    }

    [Fact]
    public void C4_it_never_overrides_suspension()
    {
        var world = new World().WithUser("sam", AccountState.Suspended).WithProject("p").WithEmergency("sam", "project:p", Role.Editor);

        Assert.Equal(DecisionReason.SubjectSuspended, world.Check("user:sam", "read", "project:p").Reason);
    }

    [Fact]
    public void C4_it_never_overrides_a_lock()
    {
        var world = new World().WithUser("ann").WithGeneration("g", isLocked: true).WithEmergency("ann", "generation:g", Role.Editor);

        Assert.True(world.Check("user:ann", "read", "generation:g").IsPermitted);
        Assert.Equal(DecisionReason.Locked, world.Check("user:ann", "write", "generation:g").Reason);
    }

    [Fact]
    public void C4_it_never_overrides_layer_5()
    {
        var world = new World().WithUser("ann").WithProject("p")
            .WithEmergency("ann", "project:p", Role.Editor).WithPolicies(("deny", NoReading));

        Assert.Equal(DecisionReason.PolicyDenied, world.Check("user:ann", "read", "project:p").Reason);
    }

    [Fact]
    public void C4_its_role_follows_lineage_as_every_role_does_but_no_denial_of_the_child_is_lifted()
    {
        var world = new World().WithUser("ann").WithProject("p").WithBlock("project:p", "ann").WithGeneration("parent", project: "p")
            .WithGeneration("child", parent: "parent", inheritance: Inheritance.Role)
            .WithGeneration("blocked", parent: "parent", inheritance: Inheritance.Role).WithBlock("generation:blocked", "ann")
            .WithEmergency("ann", "project:p", Role.Editor);

        Assert.Equal(Role.Editor, world.RoleOf("user:ann", "generation:child"));
        Assert.Equal(DecisionReason.Blocked, world.Check("user:ann", "read", "generation:blocked").Reason);
    }

    [Fact]
    public void C4_custom_actions_count_its_role_too()
    {
        var world = new World().WithUser("ann")
            .WithProject("p").WithBlock("project:p", "ann").WithEmergency("ann", "project:p", Role.Viewer)
            .WithPolicies(
                ("see", "{'effect':'allow','actions':['export'],'resourceTypes':['project'],'condition':'subject.role == \\\"viewer\\\"'}"),
                ("edit", "{'effect':'allow','actions':['publish'],'resourceTypes':['project'],'minimumRole':'editor'}"));

        Assert.True(world.Check("user:ann", "export", "project:p").IsPermitted);
        Assert.Equal(DecisionReason.InsufficientRole, world.Check("user:ann", "publish", "project:p").Reason);
    }

    [Fact]
    public void C4_an_explanation_shows_the_denial_and_what_lifted_it_alone()
    {
        var world = new World().WithUser("ann")
            .WithProject("p").WithGrant("project:p", "user:ann", Role.Admin).WithBlock("project:p", "ann")
            .WithEmergency("ann", "project:p", Role.Editor, World.Now).WithEmergency("ann", "project:p", Role.Viewer);

        var decision = world.Check("user:ann", "read", "project:p", static request => request with { IsExplained = true });
        Assert.Equal(
            """
            2 account User(ann): passes
            3 block Project(p) to user:ann: denies
            4 emergency_access User(ann) to project:p: expired
            4 emergency_access User(ann) to project:p: viewer *
            """,
            ExplanationText.Of(decision.Explanation!),
            ignoreLineEndingDifferences: true);
    }
}
