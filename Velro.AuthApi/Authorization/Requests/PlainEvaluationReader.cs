using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
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
                if (subject is not null || (subject = PlainJson.ReadEntity(ref reader)) is null) return null;
            }
            else if (reader.ValueTextEquals("resource"u8))
            {
                if (resource is not null || (resource = PlainJson.ReadEntity(ref reader)) is null) return null;
            }
            else if (!reader.ValueTextEquals("action"u8) || action is not null || (action = PlainJson.ReadAction(ref reader)) is null)
            {
                return null;
            }
        }

        // What comes after the object is read, so that it is found.
        return subject is { } who && resource is { } what && action is not null && !reader.Read()
            ? EvaluationBody.Of(new SentEntity(who, PropertyBag.Empty), new SentAction(action, PropertyBag.Empty), new SentEntity(what, PropertyBag.Empty), NoContext)
            : null;
    }
}
