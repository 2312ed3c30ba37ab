namespace Velro.Authorization.Explanations;

/// <summary>The stable names of paths and results in the HTTP contract.</summary>
public static class ExplanationCodes
{
    /// <summary>The name of <paramref name="path"/>.</summary>
    public static string NameOf(ExplanationPath path) => path switch
    {
        ExplanationPath.Account => "account",
        ExplanationPath.Block => "block",
        ExplanationPath.Denial => "denial",
        ExplanationPath.Lock => "lock",
        ExplanationPath.EmergencyAccess => "emergency_access",
        ExplanationPath.Ownership => "ownership",
        ExplanationPath.Grant => "grant",
        ExplanationPath.Team => "team",
        ExplanationPath.Project => "project",
        ExplanationPath.Lineage => "lineage",
        ExplanationPath.Visibility => "visibility",
        ExplanationPath.Self => "self",
        ExplanationPath.Resource => "resource",
        ExplanationPath.Policy => "policy",
        _ => throw new ArgumentOutOfRangeException(nameof(path), path, "Not a path."),
    };

    /// <summary>The name of <paramref name="result"/>.</summary>
    public static string NameOf(ExplanationResult result) => result switch
    {
        ExplanationResult.Nothing => "nothing",
        ExplanationResult.Role => "role",
        ExplanationResult.Passes => "passes",
        ExplanationResult.Denies => "denies",
        ExplanationResult.Allows => "allows",
        ExplanationResult.Expired => "expired",
        ExplanationResult.Suspended => "suspended",
        ExplanationResult.Deleted => "deleted",
        ExplanationResult.Absent => "absent",
        ExplanationResult.TooDeep => "too_deep",
        ExplanationResult.RoleTooLow => "role_too_low",
        ExplanationResult.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not a result."),
    };
}
