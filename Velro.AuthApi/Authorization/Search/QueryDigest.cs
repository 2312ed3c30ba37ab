using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Velro.AuthApi.Authorization.Requests;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>A hash of what a search asks. Two that ask the same have the same: neither the order of members nor unknown ones mean anything.</summary>
internal static class QueryDigest
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 16;

    public static byte[] Of(SearchKind kind, in SentEntity subject, in SentAction action, in SentEntity resource, JsonElement context)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            json.WriteNumberValue((int)kind);
            json.WriteStringValue(subject.Entity.Type);
            json.WriteStringValue(subject.Entity.Id);
            WriteOrdered(json, subject.Properties.Json);
            json.WriteStringValue(action.Name);
            WriteOrdered(json, action.Properties.Json);
            json.WriteStringValue(resource.Entity.Type);
            json.WriteStringValue(resource.Entity.Id);
            WriteOrdered(json, resource.Properties.Json);
            WriteOrdered(json, context);
            json.WriteEndArray();
        }

        return SHA256.HashData(text.WrittenSpan)[..Length];
    }

    private static void WriteOrdered(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(member.Name);
                    WriteOrdered(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) WriteOrdered(json, item);
                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
