namespace Velro.Tests.Contract;

/// <summary>The eight decisions of the AuthZEN certification fixture (AUTHZEN.md).</summary>
public sealed class AuthZenFixtureTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly object Archived = new { status = "archived" };
    private static readonly object AsAdmin = new { role = "admin" };

    public static TheoryData<int, object, object, object, bool> Decisions => new()
    {
        { 1, Evaluations.Entity("user:alice"), Action("read"), Evaluations.Entity("record:record-1"), true },
        { 2, Evaluations.Entity("user:alice"), Action("write"), Evaluations.Entity("record:record-1"), true },
        { 3, Evaluations.Entity("user:bob"), Action("read"), Evaluations.Entity("record:record-1"), true },
        { 4, Evaluations.Entity("user:bob"), Action("write"), Evaluations.Entity("record:record-1"), false },
        { 5, Evaluations.Entity("user:alice"), Action("write"), Evaluations.Entity("record:record-1", Archived), false },
        { 6, Evaluations.Entity("user:alice", AsAdmin), Action("write"), Evaluations.Entity("record:record-1", Archived), true },
        { 6, Evaluations.Entity("service:robot", AsAdmin), Action("write"), Evaluations.Entity("record:record-2"), true },
        { 7, Evaluations.Entity("user:alice"), Action("delete", new { soft = true }), Evaluations.Entity("record:record-1"), true },
        { 8, Evaluations.Entity("user:alice"), Action("delete", new { soft = false }), Evaluations.Entity("record:record-1"), false },
    };

    [Theory]
    [MemberData(nameof(Decisions), DisableDiscoveryEnumeration = true)]
    public async Task A_fixture_decision_holds(int number, object subject, object action, object resource, bool expected)
    {
        using var caller = api.CreateCaller();

        var decision = await caller.EvaluateAsync(new { subject, action, resource });

        Assert.True(expected == decision.GetProperty("decision").GetBoolean(), $"Decision {number}: {decision}");
    }

    private static object Action(string name, object? properties = null) => properties is null ? new { name } : new { name, properties };
}
