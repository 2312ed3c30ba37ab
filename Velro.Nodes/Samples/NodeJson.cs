using System.Text.Json;
using System.Text.Json.Serialization;

namespace Velro.Nodes.Samples;

/// <summary>How statuses and samples are written. A release reads what the one before wrote: members are added, and what is unknown is left aside.</summary>
public static class NodeJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes one.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads one; null: it is of another kind of release, or nobody's.</summary>
    public static T? Read<T>(string json) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
