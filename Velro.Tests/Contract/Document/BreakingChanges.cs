using System.Text.Json.Nodes;

namespace Velro.Tests.Contract.Document;

/// <summary>
/// What in a newer OpenAPI document breaks a client that was written to an older one. A request breaks when less is accepted than before,
/// an answer when something that was promised is not there or something is there that could not be.
/// </summary>
internal static class BreakingChanges
{
    /// <summary>The differences that break, each with its place; empty: none.</summary>
    public static List<string> Between(JsonNode before, JsonNode after)
    {
        var findings = new List<string>();
        foreach (var (path, item) in Members(before["paths"]))
        {
            if (after["paths"]?[path] is not { } newItem)
            {
                findings.Add($"{path}: the path is gone");
                continue;
            }

            foreach (var (method, operation) in Members(item))
            {
                var place = $"{method.ToUpperInvariant()} {path}";
                if (newItem[method] is { } newOperation) CompareOperations(place, operation, newOperation, before, after, findings);
                else findings.Add($"{place}: the operation is gone");
            }
        }

        return findings;
    }

    private static void CompareOperations(
        string place, JsonNode before, JsonNode after, JsonNode oldRoot, JsonNode newRoot, List<string> findings)
    {
        if (Text(before["operationId"]) != Text(after["operationId"])) findings.Add($"{place}: the operationId changed");
        foreach (var scope in Texts(after["x-velro-scopes"]).Except(Texts(before["x-velro-scopes"])))
            findings.Add($"{place}: the scope '{scope}' is needed now");
        if (AcceptsAnybody(before) && !AcceptsAnybody(after)) findings.Add($"{place}: a credential is needed now");

        CompareParameters(place, before, after, oldRoot, newRoot, findings);
        CompareBodies(place, before, after, new SchemaComparison(oldRoot, newRoot, isRequest: true, findings), findings);
        CompareResponses(place, before, after, oldRoot, newRoot, findings);
        CompareCodes(place, before, after, findings);
    }

    /// <summary>A client reacts to the code of a problem: one that is gone or told by another status reaches no branch of it.</summary>
    private static void CompareCodes(string place, JsonNode before, JsonNode after, List<string> findings)
    {
        var present = Codes(after);
        foreach (var (status, code) in Codes(before).Except(present))
        {
            string[] others = [.. present.Where(one => one.Code == code).Select(static one => one.Status)];
            findings.Add(others.Length == 0
                ? $"{place}: the code '{code}' of {status} is gone"
                : $"{place}: the code '{code}' was of {status} and is of {string.Join(", ", others)}");
        }
    }

    private static (string Status, string Code)[] Codes(JsonNode operation) =>
        [.. Members(operation["responses"]).SelectMany(static response =>
            Texts(response.Value["x-velro-codes"]).Select(code => (response.Key, code)))];

    private static void CompareParameters(
        string place, JsonNode before, JsonNode after, JsonNode oldRoot, JsonNode newRoot, List<string> findings)
    {
        var old = Parameters(before, oldRoot);
        var present = Parameters(after, newRoot);
        var schemas = new SchemaComparison(oldRoot, newRoot, isRequest: true, findings);
        foreach (var (key, parameter) in old)
        {
            if (!present.TryGetValue(key, out var newParameter)) findings.Add($"{place}: the parameter '{key}' is gone");
            else schemas.Compare($"{place} {key}", parameter["schema"], newParameter["schema"]);
        }

        foreach (var (key, parameter) in present)
        {
            var wasRequired = old.TryGetValue(key, out var oldParameter) && IsTrue(oldParameter["required"]);
            if (IsTrue(parameter["required"]) && !wasRequired) findings.Add($"{place}: the parameter '{key}' is required now");
        }
    }

    private static void CompareBodies(
        string place, JsonNode before, JsonNode after, SchemaComparison schemas, List<string> findings)
    {
        var (old, present) = (before["requestBody"], after["requestBody"]);
        if (IsTrue(present?["required"]) && !IsTrue(old?["required"])) findings.Add($"{place}: a body is required now");
        foreach (var (type, content) in Members(old?["content"]))
        {
            if (present?["content"]?[type] is not { } newContent) findings.Add($"{place}: bodies of {type} are not taken any more");
            else schemas.Compare($"{place} body", content["schema"], newContent["schema"]);
        }
    }

    private static void CompareResponses(
        string place, JsonNode before, JsonNode after, JsonNode oldRoot, JsonNode newRoot, List<string> findings)
    {
        var schemas = new SchemaComparison(oldRoot, newRoot, isRequest: false, findings);
        foreach (var (status, old) in Members(before["responses"]))
        {
            if (after["responses"]?[status] is not { } present)
            {
                // That something does not go wrong any more breaks nobody; its codes are compared apart.
                if (status[0] == '2') findings.Add($"{place}: the answer {status} is gone");
                continue;
            }

            foreach (var (header, _) in Members(old["headers"]))
            {
                if (present["headers"]?[header] is null) findings.Add($"{place} {status}: the header '{header}' is gone");
            }

            foreach (var (type, content) in Members(old["content"]))
            {
                if (present["content"]?[type] is not { } newContent) findings.Add($"{place} {status}: it does not answer {type} any more");
                else schemas.Compare($"{place} {status}", content["schema"], newContent["schema"]);
            }
        }

        foreach (var (status, _) in Members(after["responses"]))
        {
            if (status[0] == '2' && before["responses"]?[status] is null) findings.Add($"{place}: it answers {status} now");
        }
    }

    private static Dictionary<string, JsonNode> Parameters(JsonNode operation, JsonNode root) =>
        (operation["parameters"] as JsonArray ?? [])
        .Select(parameter => SchemaComparison.Resolve(parameter!, root))
        .ToDictionary(static parameter => $"{Text(parameter["in"])} {Text(parameter["name"])}");

    private static bool AcceptsAnybody(JsonNode operation) =>
        operation["security"] is JsonArray { Count: 0 }
        || operation["security"] is JsonArray some && some.Any(static one => one is JsonObject { Count: 0 });

    private static IEnumerable<KeyValuePair<string, JsonNode>> Members(JsonNode? node) =>
        (node as JsonObject ?? []).Select(static member => KeyValuePair.Create(member.Key, member.Value!));

    private static IEnumerable<string> Texts(JsonNode? node) => (node as JsonArray ?? []).Select(static one => one!.GetValue<string>());

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static bool IsTrue(JsonNode? node) => node?.GetValue<bool>() == true;
}
