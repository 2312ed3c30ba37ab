using System.Collections.Immutable;
using Microsoft.IdentityModel.Tokens;

namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>A key that tokens are signed with: ECDSA over P-256 (ES256).</summary>
internal sealed record SigningKey(ECDsaSecurityKey Key, DateTimeOffset ActiveFrom, DateTimeOffset RetiredFrom);

/// <summary>The signing keys that count at one time. Immutable: other keys are another object.</summary>
/// <param name="Keys">The oldest first.</param>
internal sealed record SigningKeys(ImmutableArray<SigningKey> Keys)
{
    public static readonly SigningKeys None = new([]);

    /// <summary>The key that signs at <paramref name="now"/>: the newest whose time has come; null: there is none.</summary>
    public SigningKey? ActiveAt(DateTimeOffset now) => Keys.LastOrDefault(key => key.ActiveFrom <= now && now < key.RetiredFrom);

    /// <summary>The keys that verify at <paramref name="now"/>, those that will sign before long among them.</summary>
    public IEnumerable<SigningKey> PublishedAt(DateTimeOffset now) => Keys.Where(key => now < key.RetiredFrom);

    /// <summary>Whether these are the same keys.</summary>
    public bool HasSameKeysAs(SigningKeys other) => Keys.Select(static key => key.Key.KeyId).SequenceEqual(other.Keys.Select(static key => key.Key.KeyId));
}
