using System.Text.Json.Nodes;
using NJsonSchema;

namespace Velro.Tests.Contract.Document;

/// <summary>Validates JSON against schemas of the document.</summary>
internal sealed class DocumentSchemas(JsonNode document)
{
    private readonly JsonObject _open = DefinitionsOf(document);
    private readonly JsonObject _closed = Close(DefinitionsOf(document));

    /// <summary>What is wrong with a value, as a schema says; empty: nothing.</summary>
    public Task<string[]> ErrorsInAsync(string schema, string json) => ErrorsInAsync(_open, schema, json);

    /// <summary>The same, where a member that the schema does not name is wrong too.</summary>
    public Task<string[]> ErrorsInWholeAsync(string schema, string json) => ErrorsInAsync(_closed, schema, json);

    private static async Task<string[]> ErrorsInAsync(JsonObject definitions, string schema, string json)
    {
        // Within a member, since a reference at the root is not followed.
        var root = new JsonObject
        {
            ["properties"] = new JsonObject { ["value"] = new JsonObject { ["$ref"] = $"#/definitions/{schema}" } },
            ["definitions"] = definitions.DeepClone(),
        };
        var parsed = await JsonSchema.FromJsonAsync(root.ToJsonString(), TestContext.Current.CancellationToken);
        return [.. parsed.Validate($"{{\"value\":{json}}}").Select(static error => error.ToString())];
    }

    private static JsonObject DefinitionsOf(JsonNode document) => JsonNode.Parse(
        document["components"]!["schemas"]!.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal))!
        .AsObject();

    private static JsonObject Close(JsonObject node)
    {
        if (node["properties"] is JsonObject && node["type"] is JsonValue && node["additionalProperties"] is null)
            node["additionalProperties"] = false;
        foreach (var child in node.Select(static member => member.Value).ToArray()) CloseIn(child);
        return node;
    }

    private static void CloseIn(JsonNode? node)
    {
        if (node is JsonObject members) Close(members);
        if (node is JsonArray items) foreach (var item in items) CloseIn(item);
    }
}
