using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;
using Velro.Tests.Reference;

namespace Velro.Tests.Unit.Decisions;

/// <summary>What an explanation says: each path tried, what it gave, and whose context the fact came from.</summary>
public sealed class ExplanationTests
{
    private static string Explain(World world, string subject, string action, string resource)
    {
        var decision = world.Check(subject, action, resource, static request => request with { IsExplained = true });
        Assert.Equal(world.Check(subject, action, resource), decision with { Explanation = null });
        return ExplanationText.Of(decision.Explanation!);
    }

    private static void Says(string expected, string actual) => Assert.Equal(expected, actual, ignoreLineEndingDifferences: true);

    [Fact]
    public void There_is_none_when_none_was_asked_for() =>
        Assert.Null(new World().WithUser("ann").WithProject("p").Check("user:ann", "read", "project:p").Explanation);

    [Fact]
    public void A_decision_without_one_allocates_nothing()
    {
        var engine = new EngineWorld(new Rows
        {
            Users = [new UserRow("ann")],
            Teams = [new TeamRow("top"), new TeamRow("low", "top")],
            Memberships = [new MembershipRow("ann", "top", "editor")],
            Projects = [new ProjectRow("p", "olga", "team")],
            Generations = [new GenerationRow("parent", "olga", "p"), new GenerationRow("g", "carl", null, "parent", "role", "inherit")],
            Grants = [new GrantRow(new Thing("project", "p"), new Thing("team", "low"), "editor")],
            Emergencies = [new EmergencyRow("ann", new Thing("project", "p"), "viewer", 2)],
            Policies = [new PolicyRow("n", "deny", ["write"], ["generation"], Condition: new RoleIs("viewer"))],
        });
        var request = EngineWorld.RequestOf(new Question(new Thing("user", "ann"), "write", new Thing("generation", "g"), Now: 1));
        for (var i = 0; i < 200; i++) DecisionEngine.TryDecide(request, ref engine, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) DecisionEngine.TryDecide(request, ref engine, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_path_that_decided_is_marked_and_each_fact_names_its_source()
    {
        var world = new World().WithTeam("top").WithTeam("low", parent: "top").WithMember("top", "ann", Role.Admin)
            .WithProject("p").WithGrant("project:p", "user:ann", Role.Viewer).WithGrant("project:p", "team:low", Role.Editor)
            .WithGeneration("g", project: "p");

        Says(
            """
            2 account User(ann): passes
            4 ownership Generation(g): nothing
            4 project Project(p): editor *
                ownership Project(p): nothing
                grant Project(p) to user:ann: viewer
                grant Project(p) to team:low: editor
                  team Team(low): nothing
                  team Team(top): admin
            """,
            Explain(world, "user:ann", "write", "generation:g"));
    }

    [Fact]
    public void Lineage_shows_what_the_parent_gave()
    {
        var world = new World().WithUser("ann")
            .WithGeneration("parent").WithGrant("generation:parent", "user:ann", Role.Owner)
            .WithGeneration("child", parent: "parent", inheritance: Inheritance.Role);

        Says(
            """
            2 account User(ann): passes
            4 ownership Generation(child): nothing
            4 lineage Generation(parent): editor *
                ownership Generation(parent): nothing
                grant Generation(parent) to user:ann: owner
            """,
            Explain(world, "user:ann", "write", "generation:child"));
    }

    [Fact]
    public void What_gave_nothing_says_why()
    {
        var world = new World().WithTeam("off", isSuspended: true).WithMember("off", "ann")
            .WithProject("p", Visibility.Team)
            .WithGrant("project:p", "user:ann", Role.Admin, expiresAt: World.Now)
            .WithGrant("project:p", "team:off", Role.Editor);

        Says(
            """
            2 account User(ann): passes
            4 ownership Project(p): nothing
            4 grant Project(p) to user:ann: expired
            4 grant Project(p) to team:off: nothing
                team Team(off): suspended
            4 visibility Project(p): nothing
                team Team(off): suspended
            """,
            Explain(world, "user:ann", "read", "project:p"));
    }

    [Fact]
    public void A_denial_ends_the_explanation_at_its_layer()
    {
        var world = new World().WithTeam("t").WithMember("t", "ann").WithProject("p", Visibility.Public)
            .WithGrant("project:p", "user:ann", Role.Admin).WithGrant("project:p", "team:t", Role.None);

        Says(
            """
            2 account User(ann): passes
            3 denial Project(p) to team:t: denies *
                team Team(t): owner
            """,
            Explain(world, "user:ann", "read", "project:p"));
        Says(
            """
            2 account User(ann): passes
            3 block Project(p) to user:ann: denies *
            """,
            Explain(world.WithBlock("project:p", "ann"), "user:ann", "read", "project:p"));
    }

    [Fact]
    public void A_lock_and_an_account_are_explained_too()
    {
        var world = new World().WithUser("olga").WithUser("sam", AccountState.Suspended).WithGeneration("g", isLocked: true);

        Says(
            """
            2 account User(olga): passes
            3 lock Generation(g): denies *
            """,
            Explain(world, "user:olga", "write", "generation:g"));
        Says("2 account User(sam): suspended *", Explain(world, "user:sam", "read", "generation:g"));
        Says("2 account User(nobody): absent *", Explain(world, "user:nobody", "read", "generation:g"));
    }

    [Fact]
    public void Chains_that_do_not_end_are_named()
    {
        var world = new World().WithUser("ann")
            .WithGeneration("a", parent: "b", inheritance: Inheritance.Read)
            .WithGeneration("b", parent: "a", inheritance: Inheritance.Read);

        var text = Explain(world, "user:ann", "read", "generation:a");
        Assert.Contains("too_deep", text, StringComparison.Ordinal);
        Assert.DoesNotContain("*", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_say_which_matched_and_what_went_wrong()
    {
        var world = new World().WithUser("ann").WithPolicies(
            ("broken", "{'effect':'allow','actions':['open'],'resourceTypes':['door'],'condition':'resource.properties.colour == 1'}"),
            ("given", "{'effect':'allow','actions':['open'],'resourceTypes':['door']}"),
            ("unmet", "{'effect':'deny','actions':['open'],'resourceTypes':['door'],'condition':'1 == 2'}"));

        Says(
            """
            2 account User(ann): passes
            4 policy PolicySet() to policy:unmet: nothing
            4 policy PolicySet() to policy:broken: failed (no_such_key at 1:21)
            4 policy PolicySet() to policy:given: allows *
            """,
            Explain(world, "user:ann", "open", "door:front"));

        world.WithPolicies(("strict", "{'effect':'deny','actions':['read'],'resourceTypes':['project']}")).WithProject("p", owner: "ann");
        Says(
            """
            2 account User(ann): passes
            4 ownership Project(p): owner
            5 policy PolicySet() to policy:strict: denies *
            """,
            Explain(world, "user:ann", "read", "project:p"));
    }

    [Fact]
    public void B5_a_role_that_is_too_low_for_a_policy_is_said()
    {
        var world = new World().WithUser("ann").WithProject("p", Visibility.Public)
            .WithPolicies(("export", "{'effect':'allow','actions':['export'],'resourceTypes':['project'],'minimumRole':'editor'}"));

        var text = Explain(world, "user:ann", "export", "project:p");
        Assert.EndsWith("4 policy PolicySet() to policy:export: role_too_low", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project:gone", "4 resource Project(gone): absent")]
    [InlineData("generation:gone", "4 resource Generation(gone): absent")]
    [InlineData("team:gone", "4 team Team(gone): absent")]
    [InlineData("user:ben", "4 self User(ben): nothing")]
    [InlineData("user:ann", "4 self User(ann): editor *")]
    public void What_does_not_exist_and_oneself(string resource, string expected) =>
        Assert.EndsWith(expected, Explain(new World().WithMember("gone", "ann"), "user:ann", "read", resource), StringComparison.Ordinal);

    [Fact]
    public void An_explanation_has_a_thousand_steps_at_most()
    {
        var world = new World().WithProject("p").WithTeam("other").WithMember("other", "ann");
        for (var i = 0; i < 600; i++) world.WithTeam($"t{i}").WithGrant("project:p", $"team:t{i}", Role.Viewer);

        var explanation = world.Check("user:ann", "read", "project:p", static request => request with { IsExplained = true }).Explanation!;
        Assert.True(explanation.IsTruncated);
        Assert.True(explanation.Steps.Length <= 1_000);
    }

    [Fact]
    public void D1_who_may_not_be_told_is_given_no_explanation()
    {
        var world = new World().WithUser("ann").WithProject("hidden").WithProject("seen", Visibility.Public);

        foreach (var thing in new[] { "project:hidden", "project:seen" })
        {
            var decision = world.Check("user:ann", "write", thing, static request => request with { IsExplained = true });
            Assert.Null(decision.Withheld().Explanation);
        }
    }

    [Fact]
    public void Every_path_and_every_result_has_a_name_of_its_own()
    {
        HaveNamesOfTheirOwn<ExplanationPath>(ExplanationCodes.NameOf);
        HaveNamesOfTheirOwn<ExplanationResult>(ExplanationCodes.NameOf);
        HaveNamesOfTheirOwn<DecisionReason>(DecisionReasonCodes.CodeOf);
    }

    private static void HaveNamesOfTheirOwn<TValue>(Func<TValue, string> nameOf) where TValue : struct, Enum =>
        Assert.Equal(Enum.GetValues<TValue>().Length, Enum.GetValues<TValue>().Select(nameOf).Distinct().Count());
}
