using System.Text.Json;
using Velro.Authorization.Policies;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Contexts;

/// <summary>The properties of an entity, as the JSON object that was stored or sent. Immutable; read once, for all policies that look at it.</summary>
public sealed class PropertyBag
{
    /// <summary>No properties.</summary>
    public static readonly PropertyBag Empty = new(JsonElement.Parse("{}"));

    private PropertyBag(JsonElement json)
    {
        Json = json;
        Values = PropertyReader.ReadObject(json);
    }

    /// <summary>The JSON object.</summary>
    public JsonElement Json { get; }

    /// <summary>The same, as conditions see it.</summary>
    internal CelMap Values { get; }

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="JsonException">The text is not JSON, not an object, or has a name twice in one object or a string that is not text.</exception>
    public static PropertyBag Parse(ReadOnlySpan<byte> utf8Json) => From(JsonElement.Parse(utf8Json));

    /// <summary>Takes a JSON object that does not depend on a pooled document.</summary>
    /// <exception cref="JsonException">It is not an object, or has a name twice in one object or a string that is not text.</exception>
    public static PropertyBag From(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? new PropertyBag(json)
        : throw new JsonException($"Properties must be a JSON object, not {json.ValueKind}.");
}
