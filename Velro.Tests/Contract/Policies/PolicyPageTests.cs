using System.Text.Json;
using System.Text.RegularExpressions;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Policies;
using Velro.Authorization.Policies.Conditions;
using Velro.Authorization.Roles;
using Velro.Tests.Snapshots;
using Velro.Tests.Unit.Decisions;

namespace Velro.Tests.Contract.Policies;

/// <summary>docs/policies.md: its tables are those of the code, and its examples do what it says.</summary>
public sealed partial class PolicyPageTests
{
    private static readonly Snapshot Page = new("docs/policies.md");

    [Fact]
    public void The_tables_of_the_page_are_those_of_the_code() =>
        Page.Match(With("cel", CelReference.Language(), With("limits", CelReference.Limits(), Page.Read())));

    [Fact]
    public void Every_form_that_the_page_names_compiles_as_it_stands()
    {
        foreach (var (_, example, _) in CelReference.Examples) Assert.NotNull(ConditionCompiler.Compile(example));
    }

    [Fact]
    public void Every_example_of_the_page_compiles_and_decides_what_it_says()
    {
        var stored = new Dictionary<string, string>();
        var outcomes = 0;
        foreach (Match block in Block().Matches(Page.Read()))
        {
            if (block.Groups["policy"] is { Success: true } name) stored[name.Value] = block.Groups["text"].Value;
            if (!block.Groups["outcomes"].Success) continue;

            var world = WorldWith(stored);
            foreach (var line in block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.Equal(line, $"{line[..line.IndexOf(" => ", StringComparison.Ordinal)]} => {Decide(world, line)}");
                outcomes++;
            }
        }

        Assert.Equal(4, stored.Count);
        Assert.True(outcomes > 10);
    }

    [Fact]
    public void Every_document_of_the_page_keeps_to_the_schema()
    {
        foreach (Match block in Block().Matches(Page.Read()))
        {
            if (block.Groups["policy"].Success) Assert.Empty(PolicySchemaTests.Schema.Validate(block.Groups["text"].Value));
        }
    }

    /// <summary>Alice owns the project and the generation; the viewer sees them.</summary>
    private static World WorldWith(Dictionary<string, string> policies) => new World()
        .WithUser("alice")
        .WithUser("viewer")
        .WithProject("campaign", owner: "alice")
        .WithGrant("project:campaign", "user:viewer", Role.Viewer)
        .WithGeneration("hero", owner: "alice", project: "campaign")
        .WithPolicies(PolicySet.Compile(policies.Select(static policy => new PolicySource(policy.Key, policy.Value))));

    private static string Decide(World world, string line)
    {
        var parts = Outcome().Match(line);
        Assert.True(parts.Success, line);
        var sent = parts.Groups["sent"] is { Success: true } json ? JsonElement.Parse(json.Value) : JsonElement.Parse("{}");
        var decision = world.Check(
            parts.Groups["subject"].Value, parts.Groups["action"].Value, parts.Groups["resource"].Value, request => request with
            {
                SubjectProperties = BagOf(sent, "subject"),
                ActionProperties = BagOf(sent, "action"),
                ResourceProperties = BagOf(sent, "resource"),
                Context = BagOf(sent, "context"),
                Now = sent.TryGetProperty("now", out var now) ? now.GetDateTimeOffset() : request.Now,
                TrustsSentProperties = true,
            });
        var policy = decision.Reason is DecisionReason.PolicyAllowed or DecisionReason.PolicyDenied ? $" {decision.Policy}" : "";
        return $"{(decision.IsPermitted ? "permitted" : "denied")} {DecisionReasonCodes.CodeOf(decision.Reason)}{policy}";
    }

    private static PropertyBag BagOf(JsonElement sent, string name) =>
        sent.TryGetProperty(name, out var properties) ? PropertyBag.From(properties) : PropertyBag.Empty;

    private static string With(string section, string content, string page)
    {
        var pattern = new Regex($"(?s)(<!-- {section}: made from the code -->\n).*?(<!-- /{section} -->)");
        Assert.Single(pattern.Matches(page));
        return pattern.Replace(page, match => $"{match.Groups[1].Value}{content}\n{match.Groups[2].Value}");
    }

    [GeneratedRegex("(?s)\n```(?:json policy=(?<policy>\\S+)|(?<outcomes>outcomes))\n(?<text>.*?)```")]
    private static partial Regex Block();

    [GeneratedRegex("^(?<subject>\\S+) (?<action>\\S+) (?<resource>[^ ]+)(?: (?<sent>\\{.*\\}))? => ")]
    private static partial Regex Outcome();
}
