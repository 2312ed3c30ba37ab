using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>What the free context of a request carries: what Velro itself reads, and what policies see (AUTHZEN.md, RIGHTS.md D3).</summary>
/// <param name="Consistency">How fresh the answer must be.</param>
/// <param name="Believed">What policies see when the caller is believed.</param>
/// <param name="Unbelieved">What policies see when it is not.</param>
/// <param name="Explain">Whether the answer shall be explained.</param>
internal readonly record struct ContextMembers(Consistency Consistency, PropertyBag Believed, PropertyBag Unbelieved, bool Explain = false)
{
    private const string ConsistencyRule = "Consistency is \"minimize_latency\", \"full\" or {\"at_least\": \"<revision>\"}, with a revision that this system gave.";

    public static ContextMembers Read(JsonElement root, RevisionTokens revisions, FieldErrors fields)
    {
        if (!root.TryGetProperty("context", out var context))
            return new ContextMembers(Consistency.MinimizeLatency, PropertyBag.Empty, PropertyBag.Empty);
        if (context.ValueKind != JsonValueKind.Object)
        {
            fields.Add("context", "The context must be an object.");
            return default;
        }

        // Taken out of the document first, which refuses what is not text.
        var all = fields.Bag(context, "context");
        var believed = SentContext.Believed(all);
        return new ContextMembers(
            ReadConsistency(all.Json, revisions, fields), believed, SentContext.Unbelieved(believed), ReadExplain(all.Json, fields));
    }

    private static Consistency ReadConsistency(JsonElement context, RevisionTokens revisions, FieldErrors fields)
    {
        if (!context.TryGetProperty("consistency", out var value)) return Consistency.MinimizeLatency;
        if (value.ValueKind == JsonValueKind.String && value.ValueEquals("minimize_latency")) return Consistency.MinimizeLatency;
        if (value.ValueKind == JsonValueKind.String && value.ValueEquals("full")) return Consistency.Full;
        if (value.ValueKind == JsonValueKind.Object &&
            value.TryGetProperty("at_least", out var token) && token.ValueKind == JsonValueKind.String &&
            token.GetString() is { } text && revisions.TryRead(text, out var revision)) return Consistency.Since(revision);

        fields.Add("context.consistency", ConsistencyRule);
        return Consistency.MinimizeLatency;
    }

    private static bool ReadExplain(JsonElement context, FieldErrors fields)
    {
        if (!context.TryGetProperty("explain", out var value) || value.ValueKind == JsonValueKind.False) return false;
        if (value.ValueKind != JsonValueKind.True)
            fields.Add("context.explain", "Write true to have the answer explained, or leave it out.");
        return true;
    }
}
