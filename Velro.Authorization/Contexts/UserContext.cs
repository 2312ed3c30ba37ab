using System.Collections.Immutable;
using System.ComponentModel;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Contexts;

/// <summary>Whether an account may act.</summary>
public enum AccountState : byte
{
    /// <summary>It may.</summary>
    Active = 0,

    /// <summary>It may nothing (RIGHTS.md C1).</summary>
    Suspended = 1,

    /// <summary>It is gone; its id is never used again (RIGHTS.md E1).</summary>
    Deleted = 2,
}

/// <summary>A role of a user in a team.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Role">The role there and in every team below it.</param>
/// <param name="ExpiresAt">The instant from which it no longer counts; null: never.</param>
public readonly record struct Membership(string TeamId, Role Role, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether the membership counts at <paramref name="now"/>.</summary>
    public bool IsActive(DateTimeOffset now) => ExpiresAt is not { } end || now < end;
}

/// <summary>A user's account, direct memberships and emergency accesses.</summary>
[ImmutableObject(true)]
public sealed record UserContext(string Id, AccountState State, bool IsAdministrator, ImmutableArray<Membership> Memberships) : Context
{
    /// <summary>The emergency accesses that were given to the user and not ended early; expired ones may be among them.</summary>
    public ImmutableArray<EmergencyAccess> EmergencyAccesses { get; init; } = [];

    /// <summary>The role of the direct membership in <paramref name="teamId"/> at <paramref name="now"/>; <see cref="Role.None"/> without one.</summary>
    public Role DirectRoleIn(string teamId, DateTimeOffset now)
    {
        foreach (ref readonly var membership in Memberships.AsSpan())
        {
            if (membership.TeamId == teamId && membership.IsActive(now)) return membership.Role;
        }

        return Role.None;
    }
}
