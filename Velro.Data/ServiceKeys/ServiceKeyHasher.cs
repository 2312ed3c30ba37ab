using System.Security.Cryptography;
using System.Text;
using Velro.Data.Secrets;

namespace Velro.Data.ServiceKeys;

/// <summary>
/// The keyed hash of service keys, the bootstrap key included: HMAC-SHA-256 of the key's whole text, under a key derived from the master
/// key. Whoever reads the database alone can neither use a hash nor try guesses against it.
/// </summary>
/// <param name="masterKey">The root secret.</param>
public sealed class ServiceKeyHasher(MasterKey masterKey) : IDisposable
{
    private const string Purpose = "service-key";

    /// <summary>Room for every key that is well formed; longer texts are nobody's, and may cost an array.</summary>
    private const int UsualBytes = 256;

    private readonly ThreadLocal<IncrementalHash> _hash = Keyed(masterKey.DeriveKey(Purpose));
    private readonly ThreadLocal<IncrementalHash>? _otherHash = masterKey.Other is { } other ? Keyed(other.DeriveKey(Purpose)) : null;

    /// <summary>Whether keys count too that were hashed under the master key before or after (RIGHTS.md A6).</summary>
    public bool HasOther => _otherHash is not null;

    /// <summary>The hash of <paramref name="text"/>, 32 bytes.</summary>
    public byte[] Hash(ReadOnlySpan<char> text) => Hash(_hash, text);

    /// <summary>The hash of <paramref name="text"/> under the master key before or after; empty: there is none.</summary>
    public ReadOnlyMemory<byte> OtherHash(ReadOnlySpan<char> text) => _otherHash is null ? default : Hash(_otherHash, text);

    /// <summary>Whether <paramref name="hash"/> is that of <paramref name="text"/>; takes the same time whatever they have in common.</summary>
    public bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<byte> hash) =>
        CryptographicOperations.FixedTimeEquals(Hash(text), hash);

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _otherHash?.Dispose();
    }

    /// <summary>One for each thread, with the key set up once: that costs more than to hash what is as short as a key.</summary>
    private static ThreadLocal<IncrementalHash> Keyed(byte[] key) => new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key));

    private static byte[] Hash(ThreadLocal<IncrementalHash> keyed, ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = length <= UsualBytes ? stackalloc byte[UsualBytes] : new byte[length];
        var hash = keyed.Value!;
        hash.AppendData(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        return hash.GetHashAndReset();
    }
}
