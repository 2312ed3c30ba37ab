using System.Xml.Linq;
using Velro.Cli;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Unit.Cli;

/// <summary><c>velro policy test</c> and <c>velro policy validate</c>.</summary>
public sealed class PolicyTestTests : IDisposable
{
    private const string Deny =
        """{"effect": "deny", "actions": ["write"], "resourceTypes": ["project"], "condition": "resource.id == 'p'"}""";

    private const string Test =
        """
        world:
          users: { alice: {} }
          projects: { p: { owner: alice }, q: { owner: alice } }
        tests:
          - { name: p & q, subject: "user:alice", action: write, resource: "project:p", expect: permitted }
          - { subject: "user:alice", action: write, resource: "project:q", expect: permitted }
        now: 2027-03-01T12:00:00Z
        """;

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_samples_pass()
    {
        var file = Path.Combine(Snapshot.RepositoryRoot(), "docs/samples/policies/projects.test.yaml");
        var (exit, output, errors) = Run("policy", "test", file);
        Assert.Equal((VelroCommand.Passed, ""), (exit, errors));
        Assert.Contains("9 tests, 0 failed.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expectation_that_does_not_hold_is_told_with_question_answer_and_reason()
    {
        var (exit, output, errors) = Run("policy", "test", Write("frozen.json", Deny), Write("a.test.yaml", Test));
        Assert.Equal((VelroCommand.Failed, ""), (exit, errors));
        Assert.Contains("a.test.yaml:5: p & q", output, StringComparison.Ordinal);
        Assert.Contains("asked:    user:alice write project:p", output, StringComparison.Ordinal);
        Assert.Contains("expected: permitted", output, StringComparison.Ordinal);
        Assert.Contains("answered: denied, reason policy_denied, layer 5, policy frozen", output, StringComparison.Ordinal);
        Assert.Contains("layer 4: ownership of Project(p): owner", output, StringComparison.Ordinal);
        Assert.Contains("2 tests, 1 failed.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_policy_the_same_tests_pass() =>
        Assert.Equal(VelroCommand.Passed, Run("policy", "test", Write("a.test.yaml", Test)).Exit);

    [Fact]
    public void A_folder_stands_for_the_policies_and_the_tests_in_it()
    {
        Write("frozen.json", Deny);
        Write("a.test.yaml", Test);
        Assert.Equal(VelroCommand.Failed, Run("policy", "test", _folder.FullName).Exit);
    }

    [Fact]
    public void A_test_file_may_be_JSON()
    {
        const string json =
            """
            {
              "now": "2027-03-01T12:00:00Z",
              "world": {"users": {"alice": {}}, "properties": {"record:r": {"level": 3, "text": "3"}}},
              "tests": [
                {"subject": "user:alice", "action": "open", "resource": "record:r", "expect": "permitted"},
                {"subject": "user:alice", "action": "open", "expect": "denied",
                 "resource": {"type": "record", "id": "r", "properties": {"text": 3}}}
              ]
            }
            """;
        const string allow =
            """
            {"effect": "allow", "actions": ["open"], "resourceTypes": ["record"],
             "condition": "resource.properties.level == 3 && resource.properties.text == '3'"}
            """;
        Assert.Equal(VelroCommand.Passed, Run("policy", "test", Write("open.json", allow), Write("b.test.json", json)).Exit);
    }

    [Fact]
    public void JUnit_tells_the_same()
    {
        var (exit, output, _) = Run("policy", "test", Write("frozen.json", Deny), Write("a.test.yaml", Test), "--format", "junit");
        var suites = XElement.Parse(output[output.IndexOf("<testsuites", StringComparison.Ordinal)..]);
        Assert.Equal(VelroCommand.Failed, exit);
        Assert.Equal(("2", "1"), (suites.Attribute("tests")?.Value, suites.Attribute("failures")?.Value));
        Assert.Equal(
            ["p & q", "user:alice write project:q"],
            suites.Descendants("testcase").Select(static one => one.Attribute("name")?.Value));
        var failure = Assert.Single(suites.Descendants("failure"));
        Assert.Contains("policy frozen", failure.Attribute("message")?.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tests: [", "2:1: ")]
    [InlineData("tests: []\ntests: []", "2:1")]
    [InlineData("test: []", "1:1: There is no 'test' here.")]
    [InlineData("world: {}", "1:1: 'tests' is missing.")]
    [InlineData("world: { users: { 'a b': {} } }\ntests: []", "1:26: 'a b' is not the id of a user")]
    [InlineData("world: { users: { a: { state: asleep } } }\ntests: []", "1:31: This must be one of active, suspended, deleted.")]
    [InlineData("world: { teams: { t: { members: { bob: viewer } } } }\ntests: []", "1:40: There is no user 'bob' in this world.")]
    [InlineData("world: { projects: { p: {} } }\ntests: []", "1:25: 'owner' is missing.")]
    [InlineData("tests:\n  - { subject: 'user:alice' }", "2:5: 'resource' is missing.")]
    [InlineData("tests:\n  - { subject: alice, resource: 'a:b' }", "2:16: This must be an entity as type:id")]
    [InlineData(
        "tests:\n  - { subject: 'user:a', resource: 'a:b', action: read, expect: allowed }", "2:65: This must be permitted or denied.")]
    [InlineData("now: yesterday\ntests: []", "1:6: This must be an instant with its offset")]
    [InlineData("policies: [none.json]\ntests: []", "none.json:1:1: ")]
    public void A_bad_test_file_is_told_by_its_place(string text, string place)
    {
        var (exit, output, errors) = Run("policy", "test", Write("bad.test.yaml", text));
        Assert.Equal((VelroCommand.Malformed, ""), (exit, output));
        Assert.Contains(place, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"effect": "deny"}""", "bad.json:1:1: policy.member.missing")]
    [InlineData("{\n  \"effect\": \"maybe\", \"actions\": [\"a\"], \"resourceTypes\": [\"b\"]}", "bad.json:2:13: policy.member.value")]
    [InlineData(
        """{"effect": "deny", "actions": ["a"], "resourceTypes": ["b"], "condition": "1 +"}""",
        "bad.json: condition:1:4: policy.condition.syntax")]
    public void A_bad_policy_is_told_by_its_place(string text, string place)
    {
        var file = Write("bad.json", text);
        var (exit, _, errors) = Run("policy", "validate", file);
        Assert.Equal(VelroCommand.Malformed, exit);
        Assert.Contains(place, errors, StringComparison.Ordinal);
        Assert.Equal(VelroCommand.Malformed, Run("policy", "test", file, Write("a.test.yaml", Test)).Exit);
    }

    [Fact]
    public void Good_policies_are_counted()
    {
        var (exit, output, _) = Run("policy", "validate", Write("frozen.json", Deny));
        Assert.Equal((VelroCommand.Passed, "1 policy is valid."), (exit, output.TrimEnd()));
    }

    [Fact]
    public void Several_policies_are_valid_as_one_set()
    {
        var (_, output, _) = Run("policy", "validate", Write("a.json", Deny), Write("b.json", Deny));
        Assert.Equal("2 policies are valid as one set.", output.TrimEnd());
    }

    [Theory]
    [InlineData("policy", "test")]
    [InlineData("policy", "test", "no-such-file.test.yaml")]
    [InlineData("policy", "test", "no-such-file.json")]
    [InlineData("policy", "test", "x.test.yaml", "--format", "html")]
    [InlineData("policy", "guess")]
    public void A_bad_command_line_ends_with_2(params string[] args) => Assert.Equal(VelroCommand.Malformed, Run(args).Exit);

    private static (int Exit, string Output, string Errors) Run(params string[] args) => CliFolder.Run(args);

    private string Write(string name, string text) => _folder.Write(name, text);
}
