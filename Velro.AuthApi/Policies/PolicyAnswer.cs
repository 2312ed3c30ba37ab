using System.Text.Json;
using System.Text.Json.Serialization;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
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

/// <summary>A recent decision that would change.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Subject">Who wanted to act.</param>
/// <param name="Action">What it wanted to do.</param>
/// <param name="Resource">What it wanted to do it to.</param>
/// <param name="Decision">What was decided then.</param>
/// <param name="Before">What is decided now: roles may have changed since.</param>
/// <param name="After">What would be.</param>
internal sealed record ChangedDecision(
    DateTime At, EntityRef Subject, string Action, EntityRef Resource, bool Decision, SimulatedDecision Before, SimulatedDecision After);

/// <summary>What would become of recent decisions.</summary>
/// <param name="Examined">The number of different questions among them.</param>
/// <param name="Changed">Those that would be answered otherwise.</param>
internal sealed record RecentDecisions(int Examined, IReadOnlyList<ChangedDecision> Changed);

/// <summary>What a simulation found.</summary>
/// <param name="Changed">The number of cases that would be decided otherwise.</param>
/// <param name="Results">Of each case, in their order.</param>
/// <param name="Recent">Null: recent decisions were not asked for.</param>
internal sealed record Simulation(
    int Changed,
    IReadOnlyList<SimulatedCase> Results,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RecentDecisions? Recent);
