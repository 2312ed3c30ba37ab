using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Velro.Data.Secrets;

namespace Velro.Caching.Tiers;

/// <summary>
/// The tag in front of every payload in the shared cache: HMAC-SHA-256 over the cache key and the payload, under a key that comes from
/// the master key. A payload that was changed, or copied to another key, has the wrong tag.
/// </summary>
public sealed class PayloadSeal(MasterKey masterKey)
{
    private const int TagLength = HMACSHA256.HashSizeInBytes;

    /// <summary>The first closes, and all open: those of the master key before too, while it counts (RIGHTS.md A6).</summary>
    private readonly ImmutableArray<byte[]> _keys = masterKey.DeriveKeys("shared-cache-payload");

    internal byte[] Close(string cacheKey, ReadOnlySpan<byte> payload)
    {
        var closed = new byte[TagLength + payload.Length];
        payload.CopyTo(closed.AsSpan(TagLength));
        Tag(_keys[0], cacheKey, payload, closed.AsSpan(0, TagLength));
        return closed;
    }

    internal bool TryOpen(string cacheKey, byte[] closed, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        if (closed.Length < TagLength) return false;

        Span<byte> expected = stackalloc byte[TagLength];
        foreach (var key in _keys)
        {
            Tag(key, cacheKey, closed.AsSpan(TagLength), expected);
            if (!CryptographicOperations.FixedTimeEquals(expected, closed.AsSpan(0, TagLength))) continue;

            payload = closed[TagLength..];
            return true;
        }

        return false;
    }

    /// <summary>The key's length stands in front, so that no other split of key and payload gives the same input.</summary>
    private static void Tag(byte[] key, string cacheKey, ReadOnlySpan<byte> payload, Span<byte> tag)
    {
        var name = Encoding.UTF8.GetBytes(cacheKey);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(BitConverter.GetBytes(name.Length));
        hash.AppendData(name);
        hash.AppendData(payload);
        hash.GetHashAndReset(tag);
    }
}
