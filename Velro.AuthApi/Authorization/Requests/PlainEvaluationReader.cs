using System.Text;
using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>
/// Reads the evaluation that nearly everybody sends: subject, action and resource, each once, without properties, context, escapes or anything
/// that is not ASCII. It makes no document and says nothing of what is wrong: whatever else there is, <see cref="EvaluationBodyReader"/> reads, and
/// what both read is the same.
/// </summary>
internal static class PlainEvaluationReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 3 };

    private static readonly ContextMembers NoContext = new(Consistency.MinimizeLatency, PropertyBag.Empty, PropertyBag.Empty);

    /// <summary>Names that need no text of their own.</summary>
    private static readonly string[] Known =
    [
        EntityTypes.User, EntityTypes.Team, EntityTypes.Project, EntityTypes.Generation,
        CoreActions.Read, CoreActions.Create, CoreActions.Write, CoreActions.Share, CoreActions.Delete, CoreActions.Manage, CoreActions.Transfer,
    ];

    /// <summary>The evaluation; null: it is not of that form, or wrong.</summary>
    public static EvaluationBody? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return ReadWhole(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static EvaluationBody? ReadWhole(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        EntityRef? subject = null, resource = null;
        string? action = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped) return null;
            if (reader.ValueTextEquals("subject"u8))
            {
                if (subject is not null || (subject = ReadEntity(ref reader)) is null) return null;
            }
            else if (reader.ValueTextEquals("resource"u8))
            {
                if (resource is not null || (resource = ReadEntity(ref reader)) is null) return null;
            }
            else if (!reader.ValueTextEquals("action"u8) || action is not null || (action = ReadAction(ref reader)) is null)
            {
                return null;
            }
        }

        // What comes after the object is read, so that it is found.
        return subject is { } who && resource is { } what && action is not null && !reader.Read()
            ? EvaluationBody.Of(new SentEntity(who, PropertyBag.Empty), new SentAction(action, PropertyBag.Empty), new SentEntity(what, PropertyBag.Empty), NoContext)
            : null;
    }

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

    private static string? ReadAction(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || reader.ValueIsEscaped || !reader.ValueTextEquals("name"u8)) return null;

        var name = ReadText(ref reader);
        return name is not null && EntityNames.IsName(name) && reader.Read() && reader.TokenType == JsonTokenType.EndObject ? name : null;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !Ascii.IsValid(reader.ValueSpan)) return null;
        foreach (var name in Known)
        {
            if (Ascii.Equals(reader.ValueSpan, name)) return name;
        }

        return Encoding.ASCII.GetString(reader.ValueSpan);
    }
}
