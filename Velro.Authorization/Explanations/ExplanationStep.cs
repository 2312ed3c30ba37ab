using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Explanations;

/// <summary>One step of an explanation.</summary>
/// <param name="Depth">0 for a step of its own; a step is part of the nearest one before it whose depth is less.</param>
/// <param name="Path">What was looked at.</param>
/// <param name="Source">The context that the fact came from.</param>
/// <param name="Result">What came of it.</param>
public readonly record struct ExplanationStep(int Depth, ExplanationPath Path, ContextKey Source, ExplanationResult Result)
{
    /// <summary>The role that it gave, or that the subject has there; <see cref="Role.None"/>: none.</summary>
    public Role Role { get; init; }

    /// <summary>Who or what the fact names: a grantee, a policy; null: nothing beside the source.</summary>
    public EntityRef? Names { get; init; }

    /// <summary>What went wrong in a condition; null: nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>The layer that the step belongs to.</summary>
    public DecisionLayer Layer => Path switch
    {
        ExplanationPath.Account => DecisionLayer.Identity,
        ExplanationPath.Block or ExplanationPath.Denial or ExplanationPath.Lock => DecisionLayer.Denial,
        ExplanationPath.Policy => Result == ExplanationResult.Denies ? DecisionLayer.SecurityContext : DecisionLayer.Relationship,
        _ => DecisionLayer.Relationship,
    };
}
