using System.Collections.Immutable;

namespace Velro.Authorization.Callers;

/// <summary>Who is calling.</summary>
/// <param name="KeyId">The service key.</param>
/// <param name="UserId">The user who owns it and whose rights bound it (RIGHTS.md A1).</param>
/// <param name="IsAdministrator">Whether that user is an administrator of the system (RIGHTS.md A2).</param>
/// <param name="Scopes">What the key may be used for.</param>
public sealed record Caller(string KeyId, string UserId, bool IsAdministrator, ImmutableArray<string> Scopes)
{
    /// <summary>The user it acts for, whose rights then bound it too (RIGHTS.md A4); null: it acts for its own.</summary>
    public string? ActingFor { get; init; }

    /// <summary>The user whose rights on things count, and to whom belongs what is created.</summary>
    public string SubjectId => ActingFor ?? UserId;

    /// <summary>
    /// Whether it may do what is for administrators of the system: never for another, who is not one (RIGHTS.md A4).
    /// </summary>
    public bool ActsAsAdministrator => IsAdministrator && ActingFor is null;

    /// <summary>Whether the caller may use what <paramref name="scope"/> opens: the credential has it, and its user may use it.</summary>
    public bool Has(string scope)
    {
        if (Callers.Scopes.NeedsAdministrator(scope) && !ActsAsAdministrator) return false;
        foreach (var held in Scopes)
        {
            if (held == scope || held == Callers.Scopes.Admin && IsAdministrator) return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the caller may ask what <paramref name="userId"/> may do: the user whose rights count always, others only as an
    /// administrator (RIGHTS.md A2, A4).
    /// </summary>
    public bool MayAskAbout(string subjectType, string userId) =>
        ActsAsAdministrator || subjectType == Entities.EntityTypes.User && userId == SubjectId;

    /// <summary>
    /// Whether the caller is told why, even where that reveals what the subject may not see (RIGHTS.md D1). Never while it acts for a user,
    /// who is not told that: it is bound by both (A4).
    /// </summary>
    public bool IsToldWhy => ActingFor is null && Has(Callers.Scopes.CheckExplain);
}
