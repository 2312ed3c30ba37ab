using Velro.Cli;

namespace Velro.Tests.Unit.Cli;

/// <summary>What a question sends counts as it does at a server: all of it from administrators' keys, not all from others.</summary>
public sealed class SentMemberTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("has(context.time)")]
    [InlineData("has(context.ip)")]
    [InlineData("has(context.acr)")]
    [InlineData("has(context.device)")]
    [InlineData("has(subject.properties.level)")]
    public void Some_members_count_only_from_who_is_trusted(string condition)
    {
        Assert.Equal((VelroCommand.Passed, ""), EndOf(condition, "", "permitted"));
        Assert.Equal((VelroCommand.Passed, ""), EndOf(condition, "trusted: true", "permitted"));
        Assert.Equal((VelroCommand.Passed, ""), EndOf(condition, "trusted: false", "denied"));
    }

    [Theory]
    [InlineData("has(context.purpose)")]
    [InlineData("has(resource.properties.level)")]
    [InlineData("has(action.properties.force)")]
    public void The_others_count_from_everybody(string condition)
    {
        Assert.Equal((VelroCommand.Passed, ""), EndOf(condition, "trusted: true", "permitted"));
        Assert.Equal((VelroCommand.Passed, ""), EndOf(condition, "trusted: false", "permitted"));
    }

    [Theory]
    [InlineData("has(context.consistency)")]
    [InlineData("has(context.explain)")]
    public void No_policy_sees_what_is_for_the_server(string condition) =>
        Assert.Equal((VelroCommand.Passed, ""), EndOf(condition, "trusted: true", "denied"));

    private (int Exit, string Errors) EndOf(string condition, string trusted, string expected)
    {
        var (exit, _, errors) = _folder.Test(
            $$"""
            now: 2027-03-01T12:00:00Z
            world: { users: { a: {} } }
            tests:
              - subject: { type: user, id: a, properties: { level: 3 } }
                action: { name: open, properties: { force: true } }
                resource: { type: record, id: r, properties: { level: 3 } }
                context: { time: t, ip: 10.1.2.3, acr: high, device: d, purpose: p, consistency: full, explain: true }
                expect: {{expected}}
                {{trusted}}
            """,
            $$"""{"effect": "allow", "actions": ["open"], "resourceTypes": ["record"], "condition": "{{condition}}"}""");
        return (exit, errors);
    }
}
