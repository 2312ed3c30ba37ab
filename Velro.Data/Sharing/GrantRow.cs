using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

namespace Velro.Data.Sharing;

/// <summary>A grant as it is stored.</summary>
/// <param name="Grantee">The user or team.</param>
/// <param name="Role">The role; <see cref="Role.None"/> is an explicit denial.</param>
/// <param name="ExpiresAt">The instant from which it no longer counts; null: never.</param>
/// <param name="CreatedAt">When it was first made.</param>
public sealed record GrantRow(EntityRef Grantee, Role Role, DateTime? ExpiresAt, DateTime CreatedAt)
{
    /// <summary>The key of lists of grants.</summary>
    public string Key => Grantee.ToString();
}
