using System.Text.Json.Serialization;
using Velro.Data.ServiceKeys;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>A service key, as it is answered.</summary>
internal sealed record ServiceKeyAnswer(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? KeyAlreadyShown,
    string OwnerId,
    string Name,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Networks,
    int? EvaluationsPerSecond,
    DateTimeOffset? ExpiresAt,
    DateTime CreatedAt,
    DateTime? LastUsedAt,
    DateTime? RevokedAt,
    string? ReplacedBy)
{
    /// <summary>A key, of which nobody sees the text any more.</summary>
    public static ServiceKeyAnswer Of(ServiceKeyRow row) => new(
        row.Id,
        Key: null,
        KeyAlreadyShown: null,
        row.OwnerId,
        row.Name,
        row.Limits.Scopes,
        [.. row.Limits.Networks.Select(static network => network.ToString())],
        row.Limits.EvaluationsPerSecond,
        row.Limits.ExpiresAt,
        row.CreatedAt,
        row.LastUsedAt,
        row.RevokedAt,
        row.ReplacedBy);

    /// <summary>A new key, with the text that is shown this once.</summary>
    public static ServiceKeyAnswer New(ServiceKeyRow row, ServiceKeyText text) => Of(row) with { Key = text.Text, KeyAlreadyShown = false };

    /// <summary>The same, to who asks again (RIGHTS.md F1).</summary>
    public static ServiceKeyAnswer Again(ServiceKeyRow row) => Of(row) with { KeyAlreadyShown = true };
}
