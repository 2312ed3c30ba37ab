namespace Velro.WorldGenerator;

internal readonly record struct UserRow(string Id, string State, string Name, string Email);

internal readonly record struct TeamRow(string Id, string? ParentId, string Name, bool IsSuspended);

internal readonly record struct MemberRow(string UserId, string TeamId, string Role, DateTime? ExpiresAt);

internal readonly record struct ProjectRow(string Id, string OwnerId, string Name, string Visibility);

internal readonly record struct GenerationRow(
    string Id, string OwnerId, string? ProjectId, string? ParentId, string Inheritance, string Visibility, bool IsLocked, string Kind, string Prompt);

internal readonly record struct GrantRow(string ResourceId, string? UserId, string? TeamId, string Role, DateTime? ExpiresAt);

internal readonly record struct BlockRow(string ResourceId, string UserId);
