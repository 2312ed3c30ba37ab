using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// The secrets of clients: 256 random bits, of which a keyed hash is stored, as of service keys. Nothing slower is needed for what nobody can
/// guess.
/// </summary>
internal sealed class ClientSecrets(MasterKey masterKey)
{
    /// <summary>Under the first they are hashed; the one of the master key before or after counts too, while it is given (RIGHTS.md A6).</summary>
    private readonly ImmutableArray<byte[]> _keys = masterKey.DeriveKeys("client-secret");

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Hash(string secret) => Hash(_keys[0], secret);

    /// <summary>Whether a secret is the one of a hash.</summary>
    public bool Matches(string secret, string hash) => _keys.Any(key => Matches(key, secret, hash));

    /// <summary>Whether a hash stays as it is: it was not made under the master key before.</summary>
    public bool IsCurrent(string secret, string hash) => masterKey.Previous is null || Matches(_keys[0], secret, hash);

    private static bool Matches(byte[] key, string secret, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(key, secret)), Encoding.ASCII.GetBytes(hash));

    private static string Hash(byte[] key, string secret) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(secret)));
}
