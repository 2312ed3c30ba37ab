using System.Text;
using System.Text.Json;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>The parts of plain bodies (<see cref="PlainEvaluationReader"/>, <see cref="PlainBatchReader"/>).</summary>
internal static class PlainJson
{
    /// <summary>Reads the part of an evaluation whose name was read. False: it is no such, stands there twice, or is not plain.</summary>
    public static bool TryReadPart(ref Utf8JsonReader reader, ref PlainItem item)
    {
        if (reader.ValueIsEscaped) return false;
        if (reader.ValueTextEquals("subject"u8))
        {
            if (item.HasSubject || ReadEntity(ref reader) is not { } subject) return false;
            item.Subject = subject;
        }
        else if (reader.ValueTextEquals("resource"u8))
        {
            if (item.HasResource || ReadEntity(ref reader) is not { } resource) return false;
            item.Resource = resource;
        }
        else
        {
            if (!reader.ValueTextEquals("action"u8) || item.Action is not null || ReadAction(ref reader) is not { } action) return false;
            item.Action = action;
        }

        return true;
    }

    /// <summary>An entity with type and id, each once and nothing else; null: it is not of that form, or not well formed.</summary>
    private static EntityRef? ReadEntity(ref Utf8JsonReader reader)
    {
        string? type = null, id = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped) return null;
            if (reader.ValueTextEquals("type"u8))
            {
                if (type is not null || (type = ReadText(ref reader)) is null) return null;
            }
            else if (!reader.ValueTextEquals("id"u8) || id is not null || (id = ReadText(ref reader)) is null)
            {
                return null;
            }
        }

        return type is not null && id is not null && EntityNames.IsName(type) && EntityNames.IsId(type, id) ? new EntityRef(type, id) : null;
    }

    /// <summary>An action with a name and nothing else; null: it is not of that form, or not well formed.</summary>
    private static string? ReadAction(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || reader.ValueIsEscaped || !reader.ValueTextEquals("name"u8)) return null;

        var name = ReadText(ref reader);
        return name is not null && EntityNames.IsName(name) && reader.Read() && reader.TokenType == JsonTokenType.EndObject ? name : null;
    }

    /// <summary>A text of ASCII characters, written as it is.</summary>
    private static string? ReadText(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && Ascii.IsValid(reader.ValueSpan)
            ? RecentTexts.Of(reader.ValueSpan)
            : null;
}
