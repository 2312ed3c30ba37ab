using System.Text.Json;

namespace Velro.Authorization.Contexts;

/// <summary>The properties of an entity, as the JSON object that was stored or sent. Immutable.</summary>
public sealed class PropertyBag
{
    /// <summary>No properties.</summary>
    public static readonly PropertyBag Empty = new(JsonElement.Parse("{}"));

    private PropertyBag(JsonElement json) => Json = json;

    /// <summary>The JSON object.</summary>
    public JsonElement Json { get; }

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="JsonException">The text is not JSON, or not an object.</exception>
    public static PropertyBag Parse(ReadOnlySpan<byte> utf8Json) => From(JsonElement.Parse(utf8Json));

    /// <summary>Takes a JSON object that does not depend on a pooled document.</summary>
    /// <exception cref="JsonException">It is not an object.</exception>
    public static PropertyBag From(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? new PropertyBag(json)
        : throw new JsonException($"Properties must be a JSON object, not {json.ValueKind}.");
}
