namespace Velro.Data.Sessions;

/// <summary>A session, as it is stored.</summary>
/// <param name="Id">What tokens name it by.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="ParentId">The session of the browser that this one of a client was begun in; null: it is none of these.</param>
/// <param name="ClientId">The client.</param>
/// <param name="IsInteractive">Whether a person signed in.</param>
/// <param name="ExpiresAt">From when it counts no more; null: never.</param>
/// <param name="AuthenticatedAt">When the person proved who they are.</param>
/// <param name="Methods">How they did (RFC 8176).</param>
/// <param name="Device">What the person recognises it by: what the browser calls itself.</param>
/// <param name="Address">From where it was last seen.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="LastSeenAt">When it was last seen, to the minute or worse.</param>
public sealed record SessionRow(
    string Id,
    string UserId,
    string? ParentId,
    string ClientId,
    bool IsInteractive,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset AuthenticatedAt,
    string[] Methods,
    string Device,
    string Address,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt);
