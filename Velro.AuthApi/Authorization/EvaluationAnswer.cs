using System.Text.Json;
using Velro.Authorization.Decisions;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization;

/// <summary>Writes a decision (AuthZEN 1.0; what stands in <c>context</c> is Velro's).</summary>
internal static class EvaluationAnswer
{
    public static void Write(HttpResponse response, in Evaluated<CheckOutcome> evaluated, Decision decision, RevisionTokens revisions)
    {
        response.ContentType = "application/json";
        using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteBoolean("decision", decision.IsPermitted);
        json.WriteStartObject("context");
        if (!decision.IsPermitted)
        {
            json.WriteString("reason", DecisionReasonCodes.CodeOf(decision.Reason));
            json.WriteNumber("layer", (int)decision.Layer);
        }

        json.WriteString("revision", revisions.TokenOf(evaluated.Revision));
        json.WriteString("evaluatedAt", evaluated.EvaluatedAt.UtcDateTime);
        if (decision.Explanation is { } explanation) ExplanationWriter.Write(json, explanation);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
