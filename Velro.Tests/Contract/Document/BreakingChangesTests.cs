using System.Text.Json.Nodes;

namespace Velro.Tests.Contract.Document;

/// <summary>Small documents in, findings out.</summary>
public sealed class BreakingChangesTests
{
    private const string Document =
        """
        {
          "paths": {
            "/things": {
              "post": {
                "operationId": "createThing",
                "x-velro-scopes": ["things.write"],
                "security": [{ "bearer": [] }, {}],
                "parameters": [{ "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 200 } }],
                "requestBody": {
                  "required": true,
                  "content": { "application/json": { "schema": { "$ref": "#/components/schemas/New" } } }
                },
                "responses": {
                  "201": {
                    "headers": { "ETag": { "schema": { "type": "string" } } },
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } }
                  },
                  "404": { "x-velro-codes": ["thing.absent", "thing.gone"], "content": {} },
                  "409": { "x-velro-codes": ["thing.locked"], "content": {} }
                }
              }
            }
          },
          "components": {
            "schemas": {
              "New": {
                "type": "object",
                "required": ["name"],
                "properties": {
                  "name": { "type": "string", "maxLength": 20 },
                  "kind": { "type": "string", "enum": ["a", "b"] },
                  "parent": { "anyOf": [{ "type": "string" }, { "type": "null" }] }
                }
              },
              "Thing": {
                "type": "object",
                "required": ["id"],
                "properties": {
                  "id": { "type": "string" },
                  "kind": { "type": "string", "enum": ["a", "b"] },
                  "note": { "type": ["string", "null"] },
                  "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } }
                }
              }
            }
          }
        }
        """;

    [Fact]
    public void Nothing_breaks_when_nothing_changes() => Assert.Empty(FindingsAfter());

    [Theory]
    [InlineData("\"/things\"", "\"/other\"", "/things: the path is gone")]
    [InlineData("\"post\"", "\"put\"", "POST /things: the operation is gone")]
    [InlineData("\"createThing\"", "\"makeThing\"", "POST /things: the operationId changed")]
    [InlineData("[\"things.write\"]", "[\"things.write\", \"admin\"]", "POST /things: the scope 'admin' is needed now")]
    [InlineData("[{ \"bearer\": [] }, {}]", "[{ \"bearer\": [] }]", "POST /things: a credential is needed now")]
    [InlineData("\"name\": \"limit\"", "\"name\": \"size\"", "POST /things: the parameter 'query limit' is gone")]
    [InlineData("\"in\": \"query\",", "\"in\": \"query\", \"required\": true,", "POST /things: the parameter 'query limit' is required now")]
    [InlineData("\"maximum\": 200", "\"maximum\": 100", "POST /things query limit: maximum was 200 and is 100")]
    [InlineData("\"required\": [\"name\"]", "\"required\": [\"name\", \"kind\"]", "POST /things body.kind: it is required now")]
    [InlineData("\"maxLength\": 20", "\"maxLength\": 10", "POST /things body.name: maxLength was 20 and is 10")]
    [InlineData("\"name\": { \"type\": \"string\"", "\"name\": { \"type\": \"integer\"", "POST /things body.name: the type string is not taken any more")]
    [InlineData("{ \"type\": \"string\" }, { \"type\": \"null\" }]", "{ \"type\": \"string\" }]", "POST /things body.parent: the alternatives changed")]
    [InlineData("\"201\"", "\"200\"", "POST /things: the answer 201 is gone", "POST /things: it answers 200 now")]
    [InlineData("\"ETag\"", "\"Tag\"", "POST /things 201: the header 'ETag' is gone")]
    [InlineData("\"required\": [\"id\"]", "\"required\": []", "POST /things 201.id: it is not sure to be there now")]
    [InlineData("[\"string\", \"null\"]", "[\"string\", \"null\", \"integer\"]", "POST /things 201.note: the type integer is answered now")]
    [InlineData("[\"thing.absent\", \"thing.gone\"]", "[\"thing.absent\"]", "POST /things: the code 'thing.gone' of 404 is gone")]
    [InlineData("\"409\"", "\"423\"", "POST /things: the code 'thing.locked' was of 409 and is of 423")]
    [InlineData("\"note\"", "\"remark\"", "POST /things 201.note: it is gone")]
    public void A_difference_that_breaks_a_client_is_found(string old, string present, params string[] findings) =>
        Assert.Equal(findings, FindingsAfter((old, present)));

    [Fact]
    public void A_value_less_breaks_a_request_and_a_value_more_an_answer()
    {
        const string values = "\"enum\": [\"a\", \"b\"]";
        Assert.Equal(["POST /things body.kind: the value \"b\" is not taken any more"], FindingsAfter((values, "\"enum\": [\"a\"]")));
        Assert.Equal(["POST /things 201.kind: the value \"c\" is answered now"], FindingsAfter((values, "\"enum\": [\"a\", \"b\", \"c\"]")));
    }

    [Theory]
    [InlineData("\"maximum\": 200", "\"maximum\": 500")]
    [InlineData("\"maxLength\": 20", "\"maxLength\": 40")]
    [InlineData("\"required\": [\"name\"]", "\"required\": []")]
    [InlineData("\"required\": [\"id\"]", "\"required\": [\"id\", \"kind\"]")]
    [InlineData("[\"string\", \"null\"]", "[\"string\"]")]
    [InlineData("\"thing.gone\"", "\"thing.gone\", \"thing.lost\"")]
    [InlineData("\"409\": {", "\"410\": { \"x-velro-codes\": [\"thing.gone\"] }, \"409\": {")]
    [InlineData("[\"things.write\"]", "[]")]
    [InlineData("\"note\":", "\"more\": { \"type\": \"string\" }, \"note\":")]
    [InlineData("\"/things\":", "\"/others\": {}, \"/things\":")]
    public void A_difference_that_breaks_nobody_is_none(string old, string present) => Assert.Empty(FindingsAfter((old, present)));

    private static List<string> FindingsAfter(params (string Old, string New)[] changes)
    {
        var changed = changes.Aggregate(Document, static (text, change) =>
        {
            Assert.Contains(change.Old, text, StringComparison.Ordinal);
            return text.Replace(change.Old, change.New, StringComparison.Ordinal);
        });
        return BreakingChanges.Between(JsonNode.Parse(Document)!, JsonNode.Parse(changed)!);
    }
}
