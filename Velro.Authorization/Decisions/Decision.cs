using Velro.Authorization.Callers;
using Velro.Authorization.Explanations;
using Velro.Authorization.Policies;

namespace Velro.Authorization.Decisions;

/// <summary>The answer to a <see cref="CheckRequest"/>.</summary>
/// <param name="IsPermitted">Whether the subject may.</param>
/// <param name="Reason">Why.</param>
/// <param name="Layer">Where it was decided.</param>
/// <param name="SubjectMayRead">Whether the subject may know that the resource exists; when it may not, a denial's reason is withheld (RIGHTS.md D1).</param>
public readonly record struct Decision(bool IsPermitted, DecisionReason Reason, DecisionLayer Layer, bool SubjectMayRead)
{
    /// <summary>The name of the policy that decided; null when none did.</summary>
    public string? Policy { get; init; }

    /// <summary>The first condition on the way that gave no answer; null when all did. It is for operators, to be counted and explained.</summary>
    public PolicyFailure? PolicyFailure { get; init; }

    /// <summary>How many conditions on the way gave no answer.</summary>
    public int FailedConditions { get; init; }

    /// <summary>How it came about; null when that was not asked for.</summary>
    public Explanation? Explanation { get; init; }

    internal static Decision Permit(DecisionReason reason) => new(true, reason, DecisionLayer.Relationship, SubjectMayRead: true);

    internal static Decision Deny(DecisionReason reason, DecisionLayer layer, bool subjectMayRead = false) => new(false, reason, layer, subjectMayRead);

    /// <summary>The same decision, with the policies that led to it.</summary>
    internal Decision Because(in PolicyVerdict verdict) =>
        this with { Policy = verdict.Policy?.Name, PolicyFailure = verdict.Failure, FailedConditions = verdict.FailedConditions };

    /// <summary>The decision as <paramref name="caller"/> is told it.</summary>
    public Decision ToldTo(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.IsToldWhy ? this : Withheld();
    }

    /// <summary>
    /// The decision as a caller without the scope <c>check.explain</c> is told it: what its subject may not see is denied in one way,
    /// whether it is absent, hidden, blocked or locked (RIGHTS.md D1).
    /// </summary>
    public Decision Withheld() =>
        IsPermitted || SubjectMayRead ? this with { Explanation = null } : Deny(DecisionReason.NoAccess, DecisionLayer.Relationship);
}
