using System.Text.Json;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Caching.Evaluations;
using Velro.Caching.Tiers;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>Writes decisions (AuthZEN 1.0; what stands in <c>context</c> is Velro's).</summary>
internal static class EvaluationAnswer
{
    public static void Write(Utf8JsonWriter json, in Evaluated<CheckOutcome> evaluated, Decision decision, RevisionTokens revisions) =>
        WriteDecision(json, decision, evaluated.Tiers, StateOf(evaluated, revisions));

    public static void Write(Utf8JsonWriter json, in Evaluated<BatchOutcome> evaluated, RevisionTokens revisions)
    {
        var state = StateOf(evaluated, revisions);
        json.WriteStartObject();
        json.WriteStartArray("evaluations");
        foreach (var item in evaluated.Answer.Items)
        {
            if (item.Error is { } error) WriteError(json, error, state);
            else WriteDecision(json, item.Decision.ToldTo(evaluated.Answer.Caller.Caller!), evaluated.Tiers, state);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a plain batch: what is told in the same words again and again is put into them once.</summary>
    public static void Write(Utf8JsonWriter json, in Evaluated<JudgedCaller> evaluated, ReadOnlySpan<ItemOutcome> outcomes, RevisionTokens revisions)
    {
        var state = StateOf(evaluated, revisions);
        var texts = new byte[]?[(int)DecisionReason.PolicyDenied + 1, (int)DecisionLayer.SecurityContext + 1];
        json.WriteStartObject();
        json.WriteStartArray("evaluations");
        foreach (ref readonly var outcome in outcomes)
        {
            if (outcome.Error is { } error)
            {
                WriteError(json, error, state);
                continue;
            }

            var told = outcome.Decision.ToldTo(evaluated.Answer.Caller!);
            var text = texts[(int)told.Reason, (int)told.Layer] ??= TextOf(told, state);
            json.WriteRawValue(text, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] TextOf(in Decision decision, in AnswerState state)
    {
        var buffer = AnswerBuffer.Take();
        WriteDecision(buffer.Json, decision, tiers: null, state);
        buffer.Json.Flush();
        var text = buffer.Written.ToArray();
        buffer.PutAway();
        return text;
    }

    private static void WriteDecision(
        Utf8JsonWriter json, Decision decision, IReadOnlyDictionary<ContextKey, CacheTier>? tiers, in AnswerState state)
    {
        json.WriteStartObject();
        json.WriteBoolean("decision", decision.IsPermitted);
        json.WriteStartObject("context");
        if (!decision.IsPermitted)
        {
            json.WriteString("reason", DecisionReasonCodes.CodeOf(decision.Reason));
            json.WriteNumber("layer", (int)decision.Layer);
        }

        if (decision.Explanation is { } explanation) ExplanationWriter.Write(json, explanation, tiers);
        WriteEnd(json, state);
    }

    /// <summary>An evaluation of a batch that could not be decided is a denial that says what was wrong.</summary>
    private static void WriteError(Utf8JsonWriter json, ItemError error, in AnswerState state)
    {
        json.WriteStartObject();
        json.WriteBoolean("decision", false);
        json.WriteStartObject("context");
        json.WriteStartObject("error");
        json.WriteNumber("status", error.Status);
        json.WriteString("message", error.Message);
        json.WriteEndObject();
        WriteEnd(json, state);
    }

    private static void WriteEnd(Utf8JsonWriter json, in AnswerState state)
    {
        json.WriteString("revision", state.Revision);
        json.WriteString("evaluatedAt", state.EvaluatedAt);
        if (state.IsDegraded) json.WriteBoolean("degraded", true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static AnswerState StateOf<TAnswer>(in Evaluated<TAnswer> evaluated, RevisionTokens revisions) =>
        new(revisions.TokenOf(evaluated.Revision), evaluated.EvaluatedAt.UtcDateTime, evaluated.IsDegraded);

    /// <summary>The state of the database that an answer is of, as it is told.</summary>
    private readonly record struct AnswerState(string Revision, DateTime EvaluatedAt, bool IsDegraded);
}
