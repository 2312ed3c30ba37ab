using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Authorization.Search;

namespace Velro.Tests.Contract.Document;

/// <summary>
/// The schemas of the check API against the readers that are written for it by hand: whatever is done to an example, both take it or
/// neither.
/// </summary>
public sealed class CheckSchemaTests(DocumentFixture fixture) : IClassFixture<DocumentFixture>
{
    private static readonly JsonNode?[] Others =
    [
        null, JsonValue.Create(0), JsonValue.Create(true), JsonValue.Create(""), JsonValue.Create("a b"), new JsonArray(), new JsonObject(),
    ];

    [Theory]
    [InlineData("EvaluationRequest")]
    [InlineData("SubjectSearchRequest")]
    [InlineData("ResourceSearchRequest")]
    [InlineData("ActionSearchRequest")]
    public async Task What_the_schema_takes_the_reader_takes_and_nothing_else(string schema)
    {
        var schemas = new DocumentSchemas(fixture.Document);
        var (taken, refused) = (0, 0);
        foreach (var example in fixture.Document["components"]!["schemas"]![schema]!["examples"]!.AsArray())
        {
            foreach (var body in Changed(example!).Append(example!.DeepClone()))
            {
                var json = body.ToJsonString();
                var isValid = (await schemas.ErrorsInAsync(schema, json)).Length == 0;
                Assert.True(
                    isValid == IsRead(schema, json), $"{schema}: the schema {(isValid ? "takes" : "refuses")} {json}, the reader not.");
                if (isValid) taken++;
                else refused++;
            }
        }

        Assert.True(taken > 0 && refused > 20, $"{taken} taken, {refused} refused");
    }

    /// <summary>The body with each of its members in turn left out, or with another value.</summary>
    private static IEnumerable<JsonNode> Changed(JsonNode body)
    {
        foreach (var path in PathsIn(body, []))
        {
            yield return With(body, path, static (parent, name) => parent.Remove(name));
            foreach (var other in Others.Where(other => !IsIdThatNeedsItsType(path, other)))
                yield return With(body, path, (parent, name) => parent[name] = other?.DeepClone());
        }
    }

    /// <summary>Which characters an id may have hangs on the type beside it, which a schema tells in words.</summary>
    private static bool IsIdThatNeedsItsType(string[] path, JsonNode? value) => path[^1] == "id" && value?.ToJsonString() == "\"a b\"";

    private static IEnumerable<string[]> PathsIn(JsonNode? node, string[] path) => node is not JsonObject members
        ? []
        : members.SelectMany(member => PathsIn(member.Value, [.. path, member.Key]).Prepend([.. path, member.Key]))
            .Where(static path => !path.SkipLast(1).Contains("properties"));

    private static JsonNode With(JsonNode body, string[] path, Action<JsonObject, string> change)
    {
        var copy = body.DeepClone();
        change(path[..^1].Aggregate(copy, static (at, name) => at[name]!).AsObject(), path[^1]);
        return copy;
    }

    private bool IsRead(string schema, string json)
    {
        var root = JsonElement.Parse(json);
        var searches = fixture.Services.GetRequiredService<SearchBodyReader>();
        return schema switch
        {
            "SubjectSearchRequest" => searches.Read(SearchKind.Subject, root).Problem is null,
            "ResourceSearchRequest" => searches.Read(SearchKind.Resource, root).Problem is null,
            "ActionSearchRequest" => searches.Read(SearchKind.Action, root).Problem is null,
            _ => fixture.Services.GetRequiredService<EvaluationBodyReader>().Read(root).Problem is null,
        };
    }
}
