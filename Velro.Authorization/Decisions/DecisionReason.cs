namespace Velro.Authorization.Decisions;

/// <summary>Why a decision came out as it did.</summary>
public enum DecisionReason : byte
{
    /// <summary>A role is enough.</summary>
    Role,

    /// <summary>A policy allows it.</summary>
    PolicyAllowed,

    /// <summary>The subject cannot see the resource; also what is told instead of a reason that would reveal one (RIGHTS.md D1).</summary>
    NoAccess,

    /// <summary>The subject sees the resource, but its role is too low.</summary>
    InsufficientRole,

    /// <summary>No account has the subject's id.</summary>
    SubjectUnknown,

    /// <summary>The account is suspended.</summary>
    SubjectSuspended,

    /// <summary>The account was deleted.</summary>
    SubjectDeleted,

    /// <summary>Subjects of this type have no relationships.</summary>
    SubjectTypeWithoutRoles,

    /// <summary>The subject is blocked, or denied by a grant of <c>none</c>.</summary>
    Blocked,

    /// <summary>The generation is locked.</summary>
    Locked,

    /// <summary>Stored teams or parents form a cycle or a chain that is too long.</summary>
    HierarchyTooDeep,

    /// <summary>No policy allows it.</summary>
    NoPolicy,

    /// <summary>A policy denies it.</summary>
    PolicyDenied,
}
