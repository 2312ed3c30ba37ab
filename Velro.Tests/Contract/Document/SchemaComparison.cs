using System.Text.Json.Nodes;

namespace Velro.Tests.Contract.Document;

/// <summary>
/// Compares the schemas of two documents. What a request may hold must not become less; what an answer may hold must not become more, and
/// what it was sure to hold must stay.
/// </summary>
internal sealed class SchemaComparison(JsonNode oldRoot, JsonNode newRoot, bool isRequest, List<string> findings)
{
    /// <summary>Bounds that allow more as they grow, and those that allow less.</summary>
    private static readonly string[] Upper = ["maximum", "maxLength", "maxItems"];
    private static readonly string[] Lower = ["minimum", "minLength", "minItems"];

    private readonly HashSet<(string, string)> _seen = [];

    /// <summary>What a reference stands for.</summary>
    public static JsonNode Resolve(JsonNode node, JsonNode root)
    {
        while (node["$ref"]?.GetValue<string>() is { } reference)
        {
            node = reference[2..].Split('/').Aggregate(root, static (at, name) => at[name]
                ?? throw new InvalidOperationException($"There is no '{name}'."));
        }

        return node;
    }

    /// <summary>Notes what breaks between a schema and the one that stands in its place.</summary>
    public void Compare(string place, JsonNode? before, JsonNode? after)
    {
        if (before is null && after is null) return;
        if (before is null || after is null)
        {
            if (isRequest == after is not null) findings.Add($"{place}: it {(after is null ? "has no" : "has a")} schema now");
            return;
        }

        // A schema may hold itself, and is compared once.
        var (old, present) = (Resolve(before, oldRoot), Resolve(after, newRoot));
        if (!_seen.Add((old.GetPath(), present.GetPath()))) return;

        CompareSets(place, "type", TypesOf(old), TypesOf(present));
        CompareSets(place, "value", ValuesOf(old), ValuesOf(present));
        CompareBounds(place, old, present);
        CompareChoices(place, old, present);
        if (Text(old["pattern"]) != Text(present["pattern"]) && (isRequest ? present["pattern"] : old["pattern"]) is not null)
            findings.Add($"{place}: the pattern changed");
        if (Text(old["format"]) != Text(present["format"]) && (isRequest ? present["format"] : old["format"]) is not null)
            findings.Add($"{place}: the format changed");
        CompareMembers(place, old, present);
        if (old["items"] is not null || present["items"] is not null) Compare($"{place}[]", old["items"], present["items"]);
    }

    private void CompareSets(string place, string what, HashSet<string>? before, HashSet<string>? after)
    {
        // Null: any. Requests must go on to take what they took, answers to give nothing new.
        var (wide, narrow) = isRequest ? (before, after) : (after, before);
        if (narrow is null) return;
        if (wide is null) findings.Add($"{place}: the {what}s are {(isRequest ? "limited" : "not limited")} now");
        else if (wide.Except(narrow).Order().ToArray() is { Length: > 0 } others)
            findings.Add($"{place}: the {what} {string.Join(", ", others)} is {(isRequest ? "not taken any more" : "answered now")}");
    }

    private void CompareBounds(string place, JsonNode before, JsonNode after)
    {
        foreach (var name in Upper.Concat(Lower))
        {
            var (old, present) = (Number(before[name]), Number(after[name]));
            if (old == present) continue;
            var (wide, narrow) = isRequest ? (old, present) : (present, old);
            var isNarrower = narrow is not null && (wide is null || (Upper.Contains(name) ? narrow < wide : narrow > wide));
            if (isNarrower) findings.Add($"{place}: {name} was {old?.ToString() ?? "absent"} and is {present?.ToString() ?? "absent"}");
        }
    }

    /// <summary>Alternatives are compared in their order; a request may get new ones, an answer may lose some.</summary>
    private void CompareChoices(string place, JsonNode before, JsonNode after)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            var (old, present) = (before[keyword] as JsonArray, after[keyword] as JsonArray);
            if (old is null && present is null) continue;
            if (old is null || present is null || (isRequest ? present.Count < old.Count : present.Count > old.Count))
                findings.Add($"{place}: the alternatives changed");
            else
                foreach (var (one, other) in old.Zip(present)) Compare($"{place}|", one, other);
        }
    }

    private void CompareMembers(string place, JsonNode before, JsonNode after)
    {
        var (old, present) = (before["properties"] as JsonObject ?? [], after["properties"] as JsonObject ?? []);
        var (oldRequired, required) = (Texts(before["required"]), Texts(after["required"]));
        foreach (var (name, schema) in old)
        {
            if (present[name] is { } other) Compare($"{place}.{name}", schema, other);
            else findings.Add($"{place}.{name}: it is gone");
        }

        foreach (var name in isRequest ? required.Except(oldRequired) : oldRequired.Except(required))
        {
            if (!isRequest && present[name] is null) continue;
            findings.Add($"{place}.{name}: it is {(isRequest ? "required" : "not sure to be there")} now");
        }

        var (wasOpen, isOpen) = (IsOpen(before), IsOpen(after));
        if (isRequest && wasOpen && !isOpen) findings.Add($"{place}: members that it does not name are refused now");
        if (before["additionalProperties"] is JsonObject oldValues && after["additionalProperties"] is JsonObject values)
            Compare($"{place}.*", oldValues, values);
    }

    private static bool IsOpen(JsonNode schema) => schema["additionalProperties"] is not JsonValue value || value.GetValue<bool>();

    private static HashSet<string>? TypesOf(JsonNode schema) => schema["type"] switch
    {
        null => null,
        JsonArray several => [.. several.Select(static type => type!.GetValue<string>())],
        var one => [one.GetValue<string>()],
    };

    private static HashSet<string>? ValuesOf(JsonNode schema) => schema["enum"] is JsonArray values
        ? [.. values.Select(static value => value?.ToJsonString() ?? "null")]
        : null;

    private static HashSet<string> Texts(JsonNode? node) => [.. (node as JsonArray ?? []).Select(static one => one!.GetValue<string>())];

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static decimal? Number(JsonNode? node) => node?.GetValue<decimal>();
}
