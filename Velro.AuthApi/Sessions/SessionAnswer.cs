using Velro.Data.Sessions;

namespace Velro.AuthApi.Sessions;

/// <summary>A session, as it is answered.</summary>
internal sealed record SessionAnswer(
    string Id,
    string? ParentId,
    string Client,
    bool IsCurrent,
    string Device,
    string Address,
    DateTime CreatedAt,
    DateTime AuthenticatedAt,
    IReadOnlyList<string> Methods,
    DateTime LastSeenAt,
    DateTime? ExpiresAt)
{
    /// <summary>A session as a caller sees it who is known by <paramref name="currentId"/>.</summary>
    public static SessionAnswer Of(SessionRow row, string? currentId) => new(
        row.Id, row.ParentId, row.ClientId, row.Id == currentId, row.Device, row.Address, row.CreatedAt.UtcDateTime,
        row.AuthenticatedAt.UtcDateTime, row.Methods, row.LastSeenAt.UtcDateTime, row.ExpiresAt?.UtcDateTime);
}
