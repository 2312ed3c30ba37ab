using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Roles;

namespace Velro.Tests.Unit.Decisions;

/// <summary>What policies decide: DESIGN.md section 3, RIGHTS.md B5, B6 and D.</summary>
public sealed class PolicyRuleTests
{
    private static string Allow(string action, string type, string? condition = null, string also = "") => Policy("allow", action, type, condition, also);

    private static string Deny(string action, string type, string? condition = null, string also = "") => Policy("deny", action, type, condition, also);

    private static string Policy(string effect, string action, string type, string? condition, string also) =>
        $"{{'effect':'{effect}','actions':['{action}'],'resourceTypes':['{type}']{(condition is null ? "" : $",'condition':'{condition}'")}{also}}}";

    private static Decision Check(string subject, string action, string resource, params (string Name, string Document)[] policies) =>
        new World().WithUser("ann").WithPolicies(policies).Check(subject, action, resource);

    [Fact]
    public void What_no_policy_allows_is_denied()
    {
        var decision = Check("user:ann", "open", "door:front", ("other", Allow("open", "window")), ("close", Allow("close", "door")));

        Assert.Equal((false, DecisionReason.NoPolicy, DecisionLayer.Relationship), (decision.IsPermitted, decision.Reason, decision.Layer));
    }

    [Fact]
    public void A_deny_wins_over_every_allow_whatever_their_names()
    {
        foreach (var (allow, deny) in new[] { ("a", "b"), ("b", "a") })
        {
            var decision = Check("user:ann", "open", "door:front", (allow, Allow("open", "door")), (deny, Deny("*", "*")));

            Assert.Equal((false, DecisionReason.PolicyDenied, DecisionLayer.SecurityContext, deny), (decision.IsPermitted, decision.Reason, decision.Layer, decision.Policy));
        }
    }

    [Theory]
    [InlineData("open", "door", true)]
    [InlineData("*", "door", true)]
    [InlineData("open", "*", true)]
    [InlineData("*", "*", true)]
    [InlineData("Open", "door", false)]
    [InlineData("open", "doors", false)]
    public void A_policy_is_about_the_actions_and_types_that_it_names(string action, string type, bool isPermitted) =>
        Assert.Equal(isPermitted, Check("user:ann", "open", "door:front", ("p", Allow(action, type))).IsPermitted);

    [Theory]
    [InlineData("user:ann", true)]
    [InlineData("service:robot", false)]
    [InlineData("anonymous:anonymous", false)]
    public void A_policy_is_about_the_subject_types_that_it_names(string subject, bool isPermitted) =>
        Assert.Equal(isPermitted, Check(subject, "open", "door:front", ("p", Allow("open", "door", also: ",'subjectTypes':['user']"))).IsPermitted);

    [Fact]
    public void D4_anonymous_and_subjects_of_other_types_are_decided_by_policies()
    {
        Assert.True(Check("anonymous:anonymous", "open", "door:front", ("p", Allow("open", "door"))).IsPermitted);
        Assert.True(Check("service:robot", "open", "door:front", ("p", Allow("open", "door", "subject.id == \\\"robot\\\""))).IsPermitted);
    }

    [Fact]
    public void An_error_is_no_match_for_an_allow_and_is_reported()
    {
        var decision = Check("user:ann", "open", "door:front", ("broken", Allow("open", "door", "resource.properties.colour == 1")));

        Assert.Equal((false, DecisionReason.NoPolicy, 1), (decision.IsPermitted, decision.Reason, decision.FailedConditions));
        Assert.Equal(("broken", "no_such_key", 1, 21), (decision.PolicyFailure!.Policy, decision.PolicyFailure.Code, decision.PolicyFailure.Line, decision.PolicyFailure.Column));
    }

    [Fact]
    public void An_error_is_a_match_for_a_deny_and_is_reported()
    {
        var decision = Check("user:ann", "open", "door:front", ("allow", Allow("open", "door")), ("broken", Deny("open", "door", "resource.properties.colour == 1")));

        Assert.Equal((false, DecisionReason.PolicyDenied, "broken", 1), (decision.IsPermitted, decision.Reason, decision.Policy, decision.FailedConditions));
    }

    [Fact]
    public void A_condition_that_gives_no_truth_value_is_an_error()
    {
        var world = new World().WithUser("ann").WithProperties("door:front", "{'open':'yes'}").WithPolicies(("p", Allow("open", "door", "resource.properties.open")));

        Assert.Equal("no_matching_overload", world.Check("user:ann", "open", "door:front").PolicyFailure!.Code);
    }

    [Fact]
    public void A_condition_that_costs_too_much_is_an_error_even_where_it_would_be_true()
    {
        var list = string.Join(",", Enumerable.Range(0, 2_000));
        var world = new World().WithUser("ann").WithProperties("door:front", $"{{'n':[{list}]}}")
            .WithPolicies(("p", Allow("open", "door", "true || resource.properties.n.all(x, resource.properties.n.all(y, x <= y || y <= x))")),
                ("q", Allow("open", "door", "resource.properties.n.all(x, resource.properties.n.all(y, x <= y || y <= x)) || true")));

        var decision = world.Check("user:ann", "open", "door:front");
        Assert.True(decision.IsPermitted);
        Assert.Equal("p", decision.Policy);

        world.WithPolicies(("q", Allow("open", "door", "resource.properties.n.all(x, resource.properties.n.all(y, x <= y || y <= x)) || true")));
        Assert.Equal("cost_exceeded", world.Check("user:ann", "open", "door:front").PolicyFailure!.Code);
    }

    [Fact]
    public void Policies_can_deny_core_actions_on_core_types_and_never_allow_them()
    {
        var world = new World().WithUser("ann").WithUser("ben").WithProject("p").WithGrant("project:p", "user:ann", Role.Owner)
            .WithPolicies(("allow", Allow("*", "project")), ("deny", Deny("delete", "project")));

        Assert.True(world.Check("user:ann", "write", "project:p").IsPermitted);
        Assert.Equal(DecisionReason.NoAccess, world.Check("user:ben", "read", "project:p").Reason);

        var decision = world.Check("user:ann", "delete", "project:p");
        Assert.Equal((DecisionReason.PolicyDenied, DecisionLayer.SecurityContext, true, "deny"), (decision.Reason, decision.Layer, decision.SubjectMayRead, decision.Policy));
    }

    [Fact]
    public void D1_who_is_denied_read_by_a_policy_learns_no_reason()
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Viewer).WithPolicies(("deny", Deny("read", "project")));

        Assert.False(world.Check("user:ann", "write", "project:p").SubjectMayRead);
        Assert.Equal(DecisionReason.NoAccess, world.Check("user:ann", "write", "project:p").Withheld().Reason);
        Assert.Null(world.Check("user:ann", "read", "project:p").Withheld().Policy);
    }

    /// <summary>The action that is asked for looks at no property: those that decide about reading must be looked for all the same.</summary>
    [Theory]
    [InlineData("resource.properties.hidden", "project:p")]
    [InlineData("subject.properties.hidden", "user:ann")]
    public void D1_stored_properties_that_decide_about_read_count_for_how_much_is_told_of_another_action(string condition, string entity)
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Viewer)
            .WithPolicies(("deny", Deny("read", "project", condition))).WithProperties(entity, "{'hidden':false}");

        Assert.True(world.Check("user:ann", "write", "project:p").SubjectMayRead);
        Assert.False(world.WithProperties(entity, "{'hidden':true}").Check("user:ann", "write", "project:p").SubjectMayRead);
    }

    [Fact]
    public void D1_on_other_types_the_policies_for_read_say_how_much_is_told()
    {
        Assert.Equal(DecisionReason.NoAccess, Check("user:ann", "open", "door:front").Withheld().Reason);
        Assert.Equal(DecisionReason.NoPolicy, Check("user:ann", "open", "door:front", ("read", Allow("read", "door"))).Withheld().Reason);
    }

    [Theory]
    [InlineData(Role.Viewer, "", true)]
    [InlineData(Role.None, "", false)]
    [InlineData(Role.Editor, ",'minimumRole':'editor'", true)]
    [InlineData(Role.Contributor, ",'minimumRole':'editor'", false)]
    public void B5_a_custom_action_needs_a_policy_and_viewer_or_its_minimum_role(Role role, string also, bool isPermitted)
    {
        var world = new World().WithUser("ann").WithProject("p").WithPolicies(("p", Allow("export", "project", also: also)));
        if (role != Role.None) world.WithGrant("project:p", "user:ann", role);

        var decision = world.Check("user:ann", "export", "project:p");
        Assert.Equal(isPermitted, decision.IsPermitted);
        if (!isPermitted) Assert.Equal(role == Role.None ? DecisionReason.NoAccess : DecisionReason.InsufficientRole, decision.Reason);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void B5_a_policy_for_a_higher_role_does_not_hide_one_for_a_lower(string higher, string lower)
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Viewer)
            .WithPolicies((higher, Allow("export", "project", also: ",'minimumRole':'editor'")), (lower, Allow("export", "project")));

        Assert.Equal(lower, world.Check("user:ann", "export", "project:p").Policy);
    }

    [Fact]
    public void B5_conditions_see_the_role_on_the_resource()
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Contributor)
            .WithPolicies(("p", Allow("export", "project", "subject.role == \\\"contributor\\\"")), ("q", Allow("open", "door", "subject.role == \\\"none\\\"")));

        Assert.True(world.Check("user:ann", "export", "project:p").IsPermitted);
        Assert.True(world.Check("user:ann", "open", "door:front").IsPermitted);
    }

    [Fact]
    public void B5_any_type_covers_no_core_type()
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Owner)
            .WithPolicies(("allow", Allow("*", "*")), ("deny", Deny("write", "*")));

        Assert.Equal(DecisionReason.NoPolicy, world.Check("user:ann", "export", "project:p").Reason);
        Assert.True(world.Check("user:ann", "write", "project:p").IsPermitted);
        Assert.False(world.Check("user:ann", "write", "door:front").IsPermitted);
    }

    [Theory]
    [InlineData("door:front", "sent")]
    [InlineData("door:new", "sent")]
    public void B6_for_other_types_what_is_sent_wins_over_what_is_stored(string door, string colour)
    {
        var world = new World().WithUser("ann").WithProperties("door:front", "{'colour':'stored','size':2}")
            .WithPolicies(("p", Allow("open", "door", $"resource.properties.colour == \\\"{colour}\\\"")));

        Assert.True(world.Check("user:ann", "open", door, request => request with { ResourceProperties = World.Bag("{'colour':'sent'}") }).IsPermitted);
        Assert.False(world.Check("user:ann", "open", door).IsPermitted);
    }

    [Theory]
    [InlineData("{'rank':1}", true, 1)]
    [InlineData("{'rank':1}", false, 1)]
    [InlineData("{}", true, 9)]
    [InlineData("{}", false, 0)]
    public void B6_for_users_the_stored_property_wins_and_a_trusted_one_fills_a_gap(string stored, bool isTrusted, int rank)
    {
        var world = new World().WithUser("ann").WithProperties("user:ann", stored)
            .WithPolicies(("p", Allow("open", "door", $"(has(subject.properties.rank) ? subject.properties.rank : 0) == {rank} && size(subject.properties) <= 1")));

        var decision = world.Check("user:ann", "open", "door:front", request => request with
        {
            SubjectProperties = World.Bag("{'rank':9}"),
            TrustsSentProperties = isTrusted,
        });
        Assert.Equal(DecisionReason.PolicyAllowed, decision.Reason);
    }

    [Fact]
    public void Conditions_see_action_context_and_time()
    {
        var world = new World().WithUser("ann").WithPolicies(("p", Allow(
            "open", "door", "action.name == \\\"open\\\" && action.properties.hard && cidr(\\\"10.0.0.0/8\\\").containsIP(context.ip) && now == timestamp(\\\"2027-03-01T12:00:00Z\\\")")));

        Assert.True(world.Check("user:ann", "open", "door:front", request => request with
        {
            ActionProperties = World.Bag("{'hard':true}"),
            Context = World.Bag("{'ip':'10.1.2.3'}"),
        }).IsPermitted);
    }

    [Fact]
    public void Stored_properties_are_looked_for_only_where_a_policy_needs_them()
    {
        var world = new World().WithUser("ann").WithProject("p").WithGrant("project:p", "user:ann", Role.Owner)
            .WithPolicies(
                ("doors", Allow("open", "door", "resource.properties.x == 1")),
                ("robots", Deny("read", "project", "subject.properties.x == 1", ",'subjectTypes':['service']")),
                ("time", Deny("write", "project", "now < timestamp(0)")));

        world.Check("user:ann", "write", "project:p");
        Assert.DoesNotContain(world.Asked, key => key.Kind == ContextKind.Entity);

        world.Check("user:ann", "open", "door:front");
        Assert.Single(world.Asked, key => key.Kind == ContextKind.Entity);
    }

    [Fact]
    public void Properties_that_are_not_in_hand_leave_the_decision_open_and_are_asked_for_with_the_rest()
    {
        var door = ContextKey.Entity(new("door", "front"));
        var world = new World().WithUser("ann").WithProperties("door:front", "{'open':true}")
            .WithPolicies(("p", Allow("open", "door", "resource.properties.open && subject.properties.x == 1")))
            .Hiding(ContextKey.User("ann"), door);

        Assert.False(world.TryCheck("user:ann", "open", "door:front", out _));
        Assert.Superset(new HashSet<ContextKey> { ContextKey.User("ann"), door, ContextKey.Entity(new("user", "ann")) }, world.Asked);
    }
}
