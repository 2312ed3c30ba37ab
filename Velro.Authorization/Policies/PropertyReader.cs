using System.Text.Json;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies;

/// <summary>
/// Reads JSON as values. A number that is written as a whole one is an <c>int</c> (a <c>uint</c> above its range), any other a
/// <c>double</c>: so ids of 64 bits stay exact, which as doubles two different ones would not. Comparisons work across the kinds.
/// </summary>
internal static class PropertyReader
{
    public static CelMap ReadObject(JsonElement json)
    {
        var count = json.GetPropertyCount();
        if (count == 0) return CelMap.Empty;

        var entries = new KeyValuePair<CelValue, CelValue>[count];
        var at = 0;
        foreach (var property in json.EnumerateObject())
            entries[at++] = new KeyValuePair<CelValue, CelValue>(CelValue.Of(NameOf(property)), Read(property.Value));

        return CelMap.TryCreate(entries, out var map, out var duplicate)
            ? map
            : throw new JsonException($"The name \"{duplicate.AsString}\" stands twice in one object.");
    }

    private static CelValue Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => CelValue.Of(ReadObject(json)),
        JsonValueKind.Array => ReadArray(json),
        JsonValueKind.String => CelValue.Of(TextOf(json)),
        JsonValueKind.Number => ReadNumber(json),
        JsonValueKind.True => CelValue.True,
        JsonValueKind.False => CelValue.False,
        _ => CelValue.Null,
    };

    private static CelValue ReadArray(JsonElement json)
    {
        var items = new CelValue[json.GetArrayLength()];
        var at = 0;
        foreach (var item in json.EnumerateArray()) items[at++] = Read(item);
        return CelValue.Of(items);
    }

    private static CelValue ReadNumber(JsonElement json)
    {
        if (json.TryGetInt64(out var signed)) return CelValue.Of(signed);
        return json.TryGetUInt64(out var unsigned) ? CelValue.Of(unsigned) : CelValue.Of(json.GetDouble());
    }

    private static string TextOf(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A string holds half of a surrogate pair, which is not text.", exception);
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A name holds half of a surrogate pair, which is not text.", exception);
        }
    }
}
