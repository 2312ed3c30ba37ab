using Velro.Authorization.Decisions;
using Velro.Authorization.Policies;

namespace Velro.Tests.Unit.Decisions;

/// <summary>The certification fixture of AuthZEN, decided by the policies of the demo world as they are shipped.</summary>
public sealed class FixtureTests
{
    private static readonly PolicySet Shipped = PolicySet.Compile(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Seed", "policies"), "*.json")
            .Select(file => new PolicySource(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file))));

    private static World Fixture() => new World()
        .WithPolicies(Shipped)
        .WithUser("alice")
        .WithUser("bob").WithProperties("user:bob", "{'role':'admin'}")
        .WithProperties("record:record-1", "{'status':'active'}")
        .WithProperties("record:record-2", "{'status':'archived'}");

    [Theory]
    [InlineData(1, "alice", "read", "record-1", "{}", "{}", "{}", true)]
    [InlineData(2, "alice", "write", "record-1", "{}", "{}", "{}", true)]
    [InlineData(3, "bob", "read", "record-1", "{}", "{}", "{}", true)]
    [InlineData(4, "bob", "write", "record-1", "{}", "{}", "{}", false)]
    [InlineData(5, "alice", "write", "record-1", "{}", "{}", "{'status':'archived'}", false)]
    [InlineData(6, "alice", "write", "record-1", "{'role':'admin'}", "{}", "{'status':'archived'}", true)]
    [InlineData(7, "alice", "delete", "record-1", "{}", "{'soft':true}", "{}", true)]
    [InlineData(8, "alice", "delete", "record-1", "{}", "{'soft':false}", "{}", false)]
    public void The_eight_decisions_of_the_fixture_hold(
        int number, string subject, string action, string record, string subjectSent, string actionSent, string resourceSent, bool isPermitted)
    {
        var decision = Fixture().Check($"user:{subject}", action, $"record:{record}", request => request with
        {
            SubjectProperties = World.Bag(subjectSent),
            ActionProperties = World.Bag(actionSent),
            ResourceProperties = World.Bag(resourceSent),
            TrustsSentProperties = true,
        });

        Assert.True(isPermitted == decision.IsPermitted, $"Decision {number} is {decision.Reason}.");
        Assert.Equal(0, decision.FailedConditions);
    }

    [Theory]
    [InlineData("alice", "record-2", false)]
    [InlineData("bob", "record-2", true)]
    public void The_searches_of_the_fixture_rest_on_these(string subject, string record, bool mayWrite) =>
        Assert.Equal(mayWrite, Fixture().Check($"user:{subject}", "write", $"record:{record}").IsPermitted);

    [Fact]
    public void A_record_that_is_not_stored_is_decided_by_what_is_sent()
    {
        var decision = Fixture().Check("user:alice", "write", "record:new", request => request with { ResourceProperties = World.Bag("{'status':'active'}") });

        Assert.Equal(DecisionReason.PolicyAllowed, decision.Reason);
        Assert.Equal("record-write-active", decision.Policy);
    }
}
