using System.Text.Json.Serialization;
using Velro.Data.Clients;

namespace Velro.AuthApi.Clients;

/// <summary>A confidential client, as it is answered.</summary>
internal sealed record ClientAnswer(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? SecretAlreadyShown,
    string OwnerId,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTime CreatedAt)
{
    /// <summary>A client, of which nobody sees the secret any more.</summary>
    public static ClientAnswer Of(ClientRow row) =>
        new(row.ClientId, Secret: null, SecretAlreadyShown: null, row.OwnerId, row.Name, row.Scopes, row.CreatedAt);

    /// <summary>A new client, with the secret that is shown this once.</summary>
    public static ClientAnswer New(ClientRow row, string secret) => Of(row) with { Secret = secret, SecretAlreadyShown = false };

    /// <summary>The same, to who asks again (RIGHTS.md F1).</summary>
    public static ClientAnswer Again(ClientRow row) => Of(row) with { SecretAlreadyShown = true };
}
