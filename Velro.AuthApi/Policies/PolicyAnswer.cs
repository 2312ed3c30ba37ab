using System.Text.Json;
using Velro.Authorization.Decisions;
using Velro.Data.Policies;

namespace Velro.AuthApi.Policies;

/// <summary>A policy, as it is answered.</summary>
internal sealed record PolicyAnswer(string Name, JsonElement Document, DateTime CreatedAt, DateTime UpdatedAt)
{
    public static PolicyAnswer Of(PolicyRow row) => new(row.Name, JsonElement.Parse(row.Document), row.CreatedAt, row.UpdatedAt);
}

/// <summary>A decision of a simulation.</summary>
internal sealed record SimulatedDecision(bool Decision, string Reason, int Layer, string? Policy)
{
    public static SimulatedDecision Of(in Decision decision) =>
        new(decision.IsPermitted, DecisionReasonCodes.CodeOf(decision.Reason), (int)decision.Layer, decision.Policy);
}

/// <summary>What a case is decided to now, and what it would be.</summary>
internal sealed record SimulatedCase(SimulatedDecision Before, SimulatedDecision After, bool IsChanged);
