using System.Text.Json.Serialization;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Teams;

namespace Velro.AuthApi.Teams;

/// <summary>
/// A team, as it is answered. The team above is left out where there is none, and where the caller may not see it (RIGHTS.md D2).
/// </summary>
internal sealed record TeamAnswer(
    string Id,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParentTeamId,
    bool IsSuspended,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    /// <summary>The things that a team names.</summary>
    public static IEnumerable<EntityRef> NamedBy(TeamRow row) => row.ParentId is { } id ? [new EntityRef(EntityTypes.Team, id)] : [];

    /// <summary>What a caller is shown who may read <paramref name="readable"/> of what teams name.</summary>
    public static TeamAnswer Of(TeamRow row, IReadOnlySet<EntityRef> readable) => new(
        row.Id, row.Name, NamedBy(row).All(readable.Contains) ? row.ParentId : null, row.IsSuspended, row.CreatedAt, row.UpdatedAt);
}

/// <summary>A membership, as it is answered.</summary>
internal sealed record MemberAnswer(string UserId, string Role, DateTime? ExpiresAt, DateTime CreatedAt)
{
    public static MemberAnswer Of(MemberRow row) => new(row.UserId, RoleNames.NameOf(row.Role), row.ExpiresAt, row.CreatedAt);
}
