using Velro.Authorization.Entities;
using Velro.Data.Emergency;

namespace Velro.AuthApi.Emergency;

/// <summary>An emergency access, as it is answered.</summary>
internal sealed record EmergencyAnswer(
    string Id,
    string UserId,
    EntityRef Resource,
    string Role,
    string Reason,
    string GrantedBy,
    DateTime GrantedAt,
    DateTime ExpiresAt,
    DateTime? EndedAt)
{
    public static EmergencyAnswer Of(EmergencyRow row) => new(
        row.Id, row.UserId, row.Resource, row.Role, row.Reason, row.GrantedBy, row.GrantedAt, row.ExpiresAt, row.EndedAt);
}
