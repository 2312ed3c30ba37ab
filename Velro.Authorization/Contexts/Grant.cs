using Velro.Authorization.Roles;

namespace Velro.Authorization.Contexts;

/// <summary>To whom a grant is made.</summary>
public enum GranteeKind : byte
{
    /// <summary>One user.</summary>
    User = 0,

    /// <summary>Each effective member of a team, at most with the role that they have in the team.</summary>
    Team = 1,
}

/// <summary>A role given to a user or a team on a project or a generation.</summary>
/// <param name="Grantee">Whether <paramref name="GranteeId"/> names a user or a team.</param>
/// <param name="GranteeId">The id of the user or team.</param>
/// <param name="Role">The role; <see cref="Role.None"/> is an explicit denial.</param>
/// <param name="ExpiresAt">The instant from which it no longer counts; null: never.</param>
public readonly record struct Grant(GranteeKind Grantee, string GranteeId, Role Role, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether this is an explicit denial.</summary>
    public bool IsDenial => Role == Role.None;

    /// <summary>Whether the grant counts at <paramref name="now"/>.</summary>
    public bool IsActive(DateTimeOffset now) => ExpiresAt is not { } end || now < end;
}
