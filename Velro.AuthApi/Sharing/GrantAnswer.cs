using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Sharing;

namespace Velro.AuthApi.Sharing;

/// <summary>A grant, as it is answered.</summary>
internal sealed record GrantAnswer(EntityRef Grantee, string Role, DateTime? ExpiresAt, DateTime CreatedAt)
{
    public static GrantAnswer Of(GrantRow row) => new(row.Grantee, RoleNames.NameOf(row.Role), row.ExpiresAt, row.CreatedAt);
}
