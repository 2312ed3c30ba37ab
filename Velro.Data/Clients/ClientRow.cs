namespace Velro.Data.Clients;

/// <summary>A client that signs in by itself, and to whom it belongs.</summary>
/// <param name="ClientId">What it calls itself.</param>
/// <param name="OwnerId">The user whose rights bound it, as a key's do.</param>
/// <param name="SessionId">The standing session that its tokens name.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="Name">For people.</param>
/// <param name="CreatedAt">Since when it is there.</param>
public sealed record ClientRow(string ClientId, string OwnerId, string SessionId, string[] Scopes, string Name, DateTime CreatedAt);
