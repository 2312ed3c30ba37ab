using System.Text.Json.Nodes;

namespace Velro.Tests.Contract.Document;

/// <summary>An operation as the document tells it.</summary>
internal sealed record DocumentedOperation(string Method, string Path, JsonNode Json, JsonNode Document)
{
    public string Id => Json["operationId"]!.GetValue<string>();

    public string Place => $"{Method} {Path}";

    public string Description => Json["description"]?.GetValue<string>() ?? "";

    public IEnumerable<string> Scopes => Texts(Json["x-velro-scopes"]);

    /// <summary>Its parameters, with what references stand for.</summary>
    public IEnumerable<JsonNode> Parameters =>
        (Json["parameters"] as JsonArray ?? []).Select(parameter => SchemaComparison.Resolve(parameter!, Document));

    /// <summary>The name of the schema of its body.</summary>
    public string? BodySchema => NameIn(Json["requestBody"]?["content"]?["application/json"]);

    /// <summary>Whether its body is bytes of media.</summary>
    public bool TakesBytes => Json["requestBody"]?["content"]?["image/*"] is not null;

    /// <summary>The bodies that the document gives for examples; one null: it takes none.</summary>
    public IEnumerable<JsonNode?> BodyExamples => BodySchema is { } schema
        ? Document["components"]!["schemas"]![schema]!["examples"]!.AsArray()
        : [null];

    /// <summary>The address with the parameters' own examples.</summary>
    public string ExampleAddress
    {
        get
        {
            var address = Path;
            var query = new List<string>();
            foreach (var parameter in Parameters)
            {
                if (parameter["example"]?.GetValue<string>() is not { } example) continue;
                var (name, value) = (parameter["name"]!.GetValue<string>(), Uri.EscapeDataString(example));
                if (parameter["in"]!.GetValue<string>() == "path")
                    address = address.Replace($"{{{name}}}", value, StringComparison.Ordinal);
                else query.Add($"{name}={value}");
            }

            return query.Count == 0 ? address : $"{address}?{string.Join('&', query)}";
        }
    }

    public JsonNode? Response(int status) => Json["responses"]![$"{status}"];

    /// <summary>The name of the schema of an answer's body; null: it has none.</summary>
    public string? AnswerSchema(int status) => NameIn(Response(status)?["content"]?["application/json"]);

    public IEnumerable<string> Codes(int status) => Texts(Response(status)?["x-velro-codes"]);

    public static IEnumerable<DocumentedOperation> AllOf(JsonNode document) => document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation =>
            new DocumentedOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!, document)));

    private static string? NameIn(JsonNode? content) => content?["schema"]?["$ref"]?.GetValue<string>().Split('/')[^1];

    private static IEnumerable<string> Texts(JsonNode? node) => (node as JsonArray ?? []).Select(static one => one!.GetValue<string>());
}
