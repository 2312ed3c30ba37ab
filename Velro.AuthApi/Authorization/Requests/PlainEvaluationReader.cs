using System.Text.Json;
using Velro.Authorization.Contexts;
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
        var item = default(PlainItem);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!PlainJson.TryReadPart(ref reader, ref item)) return null;
        }

        // What comes after the object is read, so that it is found.
        return item.IsWhole && !reader.Read()
            ? EvaluationBody.Of(
                new SentEntity(item.Subject, PropertyBag.Empty), new SentAction(item.Action!, PropertyBag.Empty),
                new SentEntity(item.Resource, PropertyBag.Empty), NoContext)
            : null;
    }
}
