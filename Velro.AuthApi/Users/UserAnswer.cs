using Velro.Data.Users;

namespace Velro.AuthApi.Users;

/// <summary>A user, as it is answered.</summary>
internal sealed record UserAnswer(
    string Id, string? Email, string DisplayName, string State, bool IsAdministrator, DateTime CreatedAt, DateTime UpdatedAt)
{
    public static UserAnswer Of(UserRow row) =>
        new(row.Id, row.Email, row.DisplayName, row.State, row.IsAdministrator, row.CreatedAt, row.UpdatedAt);
}
