using System.Text.Json;
using Velro.Authorization.Policies;

namespace Velro.Tests.Unit.Policies;

public sealed class PolicySetTests
{
    private static PolicySetException Refuse(params (string Name, string Document)[] policies) =>
        Assert.Throws<PolicySetException>(() => PolicySet.Compile(policies.Select(policy => new PolicySource(policy.Name, policy.Document.Replace('\'', '"')))));

    [Theory]
    [InlineData("", "", "1:1 policy.document.json")]
    [InlineData("{'effect':}", "", "1:11 policy.document.json")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*']} x", "", "1:57 policy.document.json")]
    [InlineData("[]", "", "1:1 policy.member.type")]
    [InlineData("{'effect':'deny','actions':['*']}", "", "1:1 policy.member.missing")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*'],'active':true}", "/active", "1:56 policy.member.unknown")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*'],'a/b~':{}}", "/a~1b~0", "1:56 policy.member.unknown")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*'],\n 'effect':'deny'}", "/effect", "2:2 policy.member.duplicate")]
    [InlineData("{'effect':'permit','actions':['*'],'resourceTypes':['*']}", "/effect", "1:11 policy.member.value")]
    [InlineData("{'effect':1,'actions':['*'],'resourceTypes':['*']}", "/effect", "1:11 policy.member.type")]
    [InlineData("{'effect':'deny','actions':[],'resourceTypes':['*']}", "/actions", "1:28 policy.member.value")]
    [InlineData("{'effect':'deny','actions':'*','resourceTypes':['*']}", "/actions", "1:28 policy.member.type")]
    [InlineData("{'effect':'deny','actions':['a b'],'resourceTypes':['*']}", "/actions/0", "1:29 policy.member.value")]
    [InlineData("{'effect':'deny','actions':['a','a'],'resourceTypes':['*']}", "/actions/1", "1:33 policy.member.value")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*'],'subjectTypes':['*']}", "/subjectTypes/0", "1:72 policy.member.value")]
    [InlineData("{'effect':'allow','actions':['x','read'],'resourceTypes':['door','team']}", "/actions/1", "1:34 policy.allow.core_action")]
    [InlineData("{'effect':'deny','actions':['Read'],'resourceTypes':['team']}", "/actions/0", "1:29 policy.action.case")]
    [InlineData("{'effect':'deny','actions':['x'],'resourceTypes':['team'],'minimumRole':'viewer'}", "/minimumRole", "1:73 policy.role.misplaced")]
    [InlineData("{'effect':'allow','actions':['x'],'resourceTypes':['team','door'],'minimumRole':'viewer'}", "/minimumRole", "1:81 policy.role.misplaced")]
    [InlineData("{'effect':'allow','actions':['x'],'resourceTypes':['team'],'minimumRole':'none'}", "/minimumRole", "1:74 policy.member.value")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*'],'condition':'true &&\\n  tru'}", "/condition", "2:3 policy.condition.unknown_name")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*'],'condition':'1 + 1'}", "/condition", "1:3 policy.condition.type")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*'],'condition':''}", "/condition", "1:1 policy.condition.syntax")]
    [InlineData("{'effect':'deny','actions':['*'],'resourceTypes':['*'],'condition':'\\ud800'}", "/condition", "1:68 policy.member.type")]
    public void A_wrong_document_is_refused_with_place_and_code(string document, string path, string expected)
    {
        var problem = Assert.Single(Refuse(("p", document)).Problems);

        Assert.Equal(("p", path, expected), (problem.Policy, problem.Path, $"{problem.Line}:{problem.Column} {problem.Code}"));
        Assert.NotEmpty(problem.Message);
    }

    [Fact]
    public void A_set_is_refused_as_a_whole_with_everything_that_is_wrong()
    {
        var refusal = Refuse(
            ("good", "{'effect':'allow','actions':['open'],'resourceTypes':['door']}"),
            ("b", "{'effect':'allow','actions':['open'],'resourceTypes':['door'],'condition':'nobody'}"),
            ("a", "{'effect':'perhaps','actions':['open'],'resourceTypes':['door'],'extra':1}"),
            ("no name", "{'effect':'allow','actions':['open'],'resourceTypes':['door']}"),
            ("good", "{'effect':'allow','actions':['open'],'resourceTypes':['door']}"));

        Assert.Equal(
            ["a/extra", "a/effect", "b/condition", "good", "no name"],
            refusal.Problems.Select(problem => problem.Policy + problem.Path));
        Assert.Contains("b/condition (1:1) policy.condition.unknown_name:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_http_method_may_be_an_action_of_a_type_that_is_not_core() =>
        Assert.Single(PolicySet.Compile([new PolicySource("p", """{"effect":"allow","actions":["GET","DELETE"],"resourceTypes":["route"]}""")]).Sources);

    [Fact]
    public void A_document_that_is_too_large_is_refused()
    {
        var document = $"{{'effect':'deny','actions':['*'],'resourceTypes':['*'],'description':'{new string('x', 70_000)}'}}";

        Assert.Equal("policy.document.too_large", Assert.Single(Refuse(("p", document)).Problems).Code);
    }

    [Fact]
    public void The_schema_names_the_members_that_the_reader_knows_and_their_values()
    {
        using var schema = JsonDocument.Parse(PolicySchema.Text);
        var properties = schema.RootElement.GetProperty("properties");

        var complete = properties.EnumerateObject().Select(property => property.Name switch
        {
            "effect" => "'effect':'allow'",
            "actions" or "resourceTypes" => $"'{property.Name}':['{(property.Name == "actions" ? "export" : "team")}']",
            "subjectTypes" => "'subjectTypes':['user']",
            "minimumRole" => "'minimumRole':'editor'",
            "condition" => "'condition':'true'",
            _ => $"'{property.Name}':'text'",
        });
        var document = $"{{{string.Join(',', complete)}}}".Replace('\'', '"');

        Assert.Single(PolicySet.Compile([new PolicySource("p", document)]).Sources);
        Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
    }
}
