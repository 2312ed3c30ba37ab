using Velro.Authorization.Entities;

namespace Velro.Data.Emergency;

/// <summary>An emergency access as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserId">Who has it.</param>
/// <param name="Resource">The project or generation that it is on.</param>
/// <param name="Role"><c>viewer</c> or <c>editor</c>.</param>
/// <param name="Reason">Why it was given.</param>
/// <param name="GrantedBy">The administrator who gave it.</param>
/// <param name="GrantedAt">When.</param>
/// <param name="ExpiresAt">When it ends by itself, 4 hours later at most.</param>
/// <param name="EndedAt">When it was ended before that; null: it was not.</param>
public sealed record EmergencyRow(
    string Id,
    string UserId,
    EntityRef Resource,
    string Role,
    string Reason,
    string GrantedBy,
    DateTime GrantedAt,
    DateTime ExpiresAt,
    DateTime? EndedAt);
