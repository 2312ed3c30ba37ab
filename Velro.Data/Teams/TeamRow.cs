using Velro.Authorization.Roles;

namespace Velro.Data.Teams;

/// <summary>A team as it is stored.</summary>
public sealed record TeamRow(
    string Id, string Name, string? ParentId, bool IsSuspended, DateTime CreatedAt, DateTime UpdatedAt, long Version);

/// <summary>A membership as it is stored.</summary>
public sealed record MemberRow(string UserId, Role Role, DateTime? ExpiresAt, DateTime CreatedAt)
{
    /// <summary>Whether it is an ownership that does not end by itself; a team keeps one of these (RIGHTS.md B3).</summary>
    public bool IsLastingOwnership => Role == Role.Owner && ExpiresAt is null;
}
