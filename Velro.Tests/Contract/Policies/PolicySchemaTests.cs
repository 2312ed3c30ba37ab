using System.Text.Json.Nodes;
using CsCheck;
using NJsonSchema;
using Velro.Authorization.Policies;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Contract.Policies;

/// <summary>docs/policy.schema.json and the reader of policies say the same of the form of a document.</summary>
public sealed class PolicySchemaTests
{
    /// <summary>What a schema cannot say: the language of conditions, and what roles and core actions have to do with each other.</summary>
    private static readonly string[] BeyondForm =
        ["policy.condition.", "policy.allow.core_action", "policy.action.case", "policy.role.misplaced"];

    /// <summary>The schema, in the words of the draft that the validator knows.</summary>
    internal static readonly JsonSchema Schema = JsonSchema.FromJsonAsync(Older(PolicySchema.Text)).GetAwaiter().GetResult();

    private static readonly Gen<JsonNode?> Names = Gen.OneOf(
        Gen.OneOf("read", "write", "*", "a b", "", "user", "record", "x/y", new string('n', 129)).Array[0, 3]
            .Select(static names => (JsonNode?)new JsonArray([.. names.Select(static name => (JsonNode)name)])),
        Gen.Const(0).Select(static _ => (JsonNode?)new JsonArray([.. Enumerable.Range(0, 33).Select(static i => (JsonNode)$"n{i}")])),
        Gen.OneOf<JsonNode?>(Gen.Const<JsonNode?>(JsonValue.Create("read")), Gen.Const<JsonNode?>(JsonValue.Create(1))));

    private static readonly Gen<KeyValuePair<string, JsonNode?>> Members = Gen.OneOf(
        Gen.OneOf("allow", "deny", "Deny", "").Select(static text => Member("effect", text)),
        Gen.OneOf("", "why", new string('d', 1024), new string('d', 1025)).Select(static text => Member("description", text)),
        Gen.OneOf("none", "viewer", "owner", "boss").Select(static text => Member("minimumRole", text)),
        Gen.OneOf("true", "1 +", "resource.id == 'a'").Select(static text => Member("condition", text)),
        Gen.OneOf("$schema", "extra", "Effect").Select(static name => Member(name, "text")),
        Gen.Select(Gen.OneOf("subjectTypes", "actions", "resourceTypes"), Names, static (name, names) => KeyValuePair.Create(name, names)),
        Gen.OneOf("effect", "description", "condition", "minimumRole").Select(
            static name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(1))));

    [Fact]
    public void What_the_schema_refuses_the_reader_refuses_and_what_it_takes_has_no_fault_of_form() =>
        Members.Array[0, 4].Sample(
            static members =>
            {
                var document = JsonNode.Parse("""{"effect": "deny", "actions": ["read"], "resourceTypes": ["record"]}""")!.AsObject();
                foreach (var (name, value) in members)
                {
                    // A member that is set twice is taken away, so that required ones are missing now and then.
                    if (!document.Remove(name) || value is not JsonValue) document[name] = value?.DeepClone();
                }

                var json = document.ToJsonString();
                var isValid = Schema.Validate(json).Count == 0;
                var codes = CodesOf(json);
                var faults = codes.Where(static code => !BeyondForm.Any(prefix => code.StartsWith(prefix, StringComparison.Ordinal)));
                return isValid ? !faults.Any() : codes.Length > 0;
            },
            iter: 3000);

    [Fact]
    public void Every_stored_document_of_the_demo_world_keeps_to_the_schema()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Seed", "policies"), "*.json");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            Assert.Empty(CodesOf(File.ReadAllText(file)));
            Assert.Empty(Schema.Validate(File.ReadAllText(file)));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"effect": "deny", "actions": ["read"]}""")]
    [InlineData("""{"effect": "maybe", "actions": ["read"], "resourceTypes": ["record"]}""")]
    [InlineData("""{"effect": "deny", "actions": [], "resourceTypes": ["record"]}""")]
    [InlineData("""{"effect": "deny", "actions": ["read", "read"], "resourceTypes": ["record"]}""")]
    [InlineData("""{"effect": "deny", "actions": ["read"], "resourceTypes": ["re cord"]}""")]
    [InlineData("""{"effect": "deny", "actions": ["read"], "resourceTypes": ["record"], "subjectTypes": ["*"]}""")]
    [InlineData("""{"effect": "deny", "actions": ["read"], "resourceTypes": ["record"], "condition": ""}""")]
    [InlineData("""{"effect": "deny", "actions": ["read"], "resourceTypes": ["record"], "priority": 1}""")]
    public void A_document_of_wrong_form_is_refused_by_both(string document)
    {
        Assert.NotEmpty(Schema.Validate(document));
        Assert.NotEmpty(CodesOf(document));
    }

    [Fact]
    public void The_schema_beside_the_page_is_the_one_that_the_library_gives() =>
        Assert.Equal(new Snapshot("docs/policy.schema.json").Read(), PolicySchema.Text);

    private static string[] CodesOf(string document)
    {
        try
        {
            PolicySet.Compile([new PolicySource("test", document)]);
            return [];
        }
        catch (PolicySetException exception)
        {
            return [.. exception.Problems.Select(static problem => problem.Code)];
        }
    }

    private static KeyValuePair<string, JsonNode?> Member(string name, string text) =>
        KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(text));

    private static string Older(string schema)
    {
        var json = JsonNode.Parse(schema.Replace("$defs", "definitions", StringComparison.Ordinal))!.AsObject();
        json.Remove("$schema");
        return json.ToJsonString().Replace("\"const\":\"*\"", "\"enum\":[\"*\"]", StringComparison.Ordinal);
    }
}
