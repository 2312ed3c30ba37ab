using System.Buffers.Text;
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
    private readonly byte[] _key = masterKey.DeriveKey("client-secret");

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Hash(string secret) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(secret)));

    public bool Matches(string secret, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(secret)), Encoding.ASCII.GetBytes(hash));
}
