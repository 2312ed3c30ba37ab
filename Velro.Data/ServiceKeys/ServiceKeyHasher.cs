using System.Security.Cryptography;
using System.Text;
using Velro.Data.Secrets;

namespace Velro.Data.ServiceKeys;

/// <summary>
/// The keyed hash of service keys, the bootstrap key included: HMAC-SHA-256 of the key's whole text, under a key derived from the master
/// key. Whoever reads the database alone can neither use a hash nor try guesses against it.
/// </summary>
/// <param name="masterKey">The root secret.</param>
public sealed class ServiceKeyHasher(MasterKey masterKey)
{
    private const string Purpose = "service-key";

    /// <summary>Room for every key that is well formed; longer texts are nobody's, and may cost an array.</summary>
    private const int UsualBytes = 256;

    private readonly byte[] _key = masterKey.DeriveKey(Purpose);
    private readonly byte[]? _otherKey = masterKey.Other?.DeriveKey(Purpose);

    /// <summary>Whether keys count too that were hashed under the master key before or after (RIGHTS.md A6).</summary>
    public bool HasOther => _otherKey is not null;

    /// <summary>The hash of <paramref name="text"/>, 32 bytes.</summary>
    public byte[] Hash(ReadOnlySpan<char> text) => Hash(_key, text);

    /// <summary>The hash of <paramref name="text"/> under the master key before or after; empty: there is none.</summary>
    public ReadOnlyMemory<byte> OtherHash(ReadOnlySpan<char> text) => _otherKey is null ? default : Hash(_otherKey, text);

    /// <summary>Whether <paramref name="hash"/> is that of <paramref name="text"/>; takes the same time whatever they have in common.</summary>
    public bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<byte> hash) =>
        CryptographicOperations.FixedTimeEquals(Hash(text), hash);

    private static byte[] Hash(byte[] key, ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = length <= UsualBytes ? stackalloc byte[UsualBytes] : new byte[length];
        return HMACSHA256.HashData(key, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}
