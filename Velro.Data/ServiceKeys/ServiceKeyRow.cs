using System.Collections.Immutable;
using System.Net;

namespace Velro.Data.ServiceKeys;

/// <summary>What a service key is limited to.</summary>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="Networks">The networks that it may be used from; none: from everywhere.</param>
/// <param name="ExpiresAt">The instant from which it no longer counts; null: never.</param>
/// <param name="EvaluationsPerSecond">How many evaluations a second it may ask for; null: as many as it likes.</param>
public sealed record ServiceKeyLimits(
    ImmutableArray<string> Scopes, ImmutableArray<IPNetwork> Networks, DateTimeOffset? ExpiresAt, int? EvaluationsPerSecond);

/// <summary>A service key as it is stored, without its hash.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="OwnerId">The user whom it belongs to.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Limits">What it is limited to.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">A minute in which it was used, which need not be the very last; null: none is known.</param>
/// <param name="RevokedAt">When it was revoked; null: it was not.</param>
/// <param name="ReplacedBy">The key that took its place; null: none did.</param>
public sealed record ServiceKeyRow(
    string Id,
    string OwnerId,
    string Name,
    ServiceKeyLimits Limits,
    DateTime CreatedAt,
    DateTime? LastUsedAt,
    DateTime? RevokedAt,
    string? ReplacedBy)
{
    /// <summary>Whether it still counts, and none has taken its place.</summary>
    public bool IsLasting(DateTimeOffset now) =>
        RevokedAt is null && ReplacedBy is null && (Limits.ExpiresAt is not { } end || now < end);
}
