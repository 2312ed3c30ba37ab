namespace Velro.Authorization.Explanations;

/// <summary>What came of one step.</summary>
public enum ExplanationResult : byte
{
    /// <summary>It gave nothing.</summary>
    Nothing,

    /// <summary>It gave a role.</summary>
    Role,

    /// <summary>It does not stand in the way.</summary>
    Passes,

    /// <summary>It denies.</summary>
    Denies,

    /// <summary>It allows.</summary>
    Allows,

    /// <summary>It counted until an instant that has passed.</summary>
    Expired,

    /// <summary>It is suspended, and so gives nothing.</summary>
    Suspended,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>There is no such entity.</summary>
    Absent,

    /// <summary>The chain that it is in is a cycle, or longer than the rules allow.</summary>
    TooDeep,

    /// <summary>A policy would allow it for a higher role.</summary>
    RoleTooLow,

    /// <summary>A condition gave no answer; a deny counts as a match then, an allow as none.</summary>
    Failed,
}
