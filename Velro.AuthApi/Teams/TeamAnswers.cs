using Velro.Authorization.Roles;
using Velro.Data.Teams;

namespace Velro.AuthApi.Teams;

/// <summary>A team, as it is answered.</summary>
internal sealed record TeamAnswer(string Id, string Name, string? ParentTeamId, bool IsSuspended, DateTime CreatedAt, DateTime UpdatedAt)
{
    public static TeamAnswer Of(TeamRow row) => new(row.Id, row.Name, row.ParentId, row.IsSuspended, row.CreatedAt, row.UpdatedAt);
}

/// <summary>A membership, as it is answered.</summary>
internal sealed record MemberAnswer(string UserId, string Role, DateTime? ExpiresAt, DateTime CreatedAt)
{
    public static MemberAnswer Of(MemberRow row) => new(row.UserId, RoleNames.NameOf(row.Role), row.ExpiresAt, row.CreatedAt);
}
