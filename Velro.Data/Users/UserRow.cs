namespace Velro.Data.Users;

/// <summary>A user as it is stored.</summary>
public sealed record UserRow(
    string Id, string? Email, string DisplayName, string State, bool IsAdministrator, DateTime CreatedAt, DateTime UpdatedAt, long Version);
