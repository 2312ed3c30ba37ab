using System.Text.Json;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>
/// Reads the batch that nearly everybody sends, as <see cref="PlainEvaluationReader"/> reads single evaluations: subject, action and resource for
/// all or for each, and nothing else. Whatever else there is, <see cref="BatchBodyReader"/> reads.
/// </summary>
internal static class PlainBatchReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 4 };

    /// <summary>Reads a batch into a place. False: it is not of that form, or wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, PlainBatch batch)
    {
        batch.Clear();
        try
        {
            return TryReadWhole(json, batch);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadWhole(ReadOnlySpan<byte> json, PlainBatch batch)
    {
        var reader = new Utf8JsonReader(json, Options);
        var defaults = default(PlainItem);
        var isRead = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueIsEscaped && reader.ValueTextEquals("evaluations"u8))
            {
                if (isRead || !TryReadItems(ref reader, batch)) return false;
                isRead = true;
            }
            else if (!PlainJson.TryReadPart(ref reader, ref defaults))
            {
                return false;
            }
        }

        // The defaults may stand after what they are for. What comes after the object is read, so that it is found.
        return isRead && !reader.Read() && batch.TryComplete(defaults);
    }

    private static bool TryReadItems(ref Utf8JsonReader reader, PlainBatch batch)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var item = default(PlainItem);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!PlainJson.TryReadPart(ref reader, ref item)) return false;
            }

            if (!batch.TryAdd(item)) return false;
        }

        return reader.TokenType == JsonTokenType.EndArray && batch.Count > 0;
    }
}

/// <summary>The parts of a plain evaluation. What one of a batch does not say itself, the batch says for all.</summary>
internal struct PlainItem
{
    public EntityRef Subject;

    public string? Action;

    public EntityRef Resource;

    public readonly bool HasSubject => Subject.Type is not null;

    public readonly bool HasResource => Resource.Type is not null;

    /// <summary>Whether nothing is left to be said.</summary>
    public readonly bool IsWhole => HasSubject && HasResource && Action is not null;
}
