namespace Velro.Authorization.Decisions;

/// <summary>The stable codes of reasons in the HTTP contract.</summary>
public static class DecisionReasonCodes
{
    /// <summary>The code of <paramref name="reason"/>.</summary>
    public static string CodeOf(DecisionReason reason) => reason switch
    {
        DecisionReason.Role => "role",
        DecisionReason.PolicyAllowed => "policy_allowed",
        DecisionReason.NoAccess => "no_access",
        DecisionReason.InsufficientRole => "insufficient_role",
        DecisionReason.SubjectUnknown => "subject_unknown",
        DecisionReason.SubjectSuspended => "subject_suspended",
        DecisionReason.SubjectDeleted => "subject_deleted",
        DecisionReason.SubjectTypeWithoutRoles => "subject_type_without_roles",
        DecisionReason.Blocked => "blocked",
        DecisionReason.Locked => "locked",
        DecisionReason.HierarchyTooDeep => "hierarchy_too_deep",
        DecisionReason.NoPolicy => "no_policy",
        DecisionReason.PolicyDenied => "policy_denied",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a decision reason."),
    };
}
