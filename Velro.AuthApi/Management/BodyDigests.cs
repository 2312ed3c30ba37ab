using System.Collections.Immutable;
using System.Security.Cryptography;
using Velro.AuthApi.Requests;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Management;

/// <summary>What tells one body from another. Keyed: a body may hold a password, which nobody is to try against what is stored.</summary>
internal sealed class BodyDigests(MasterKey masterKey)
{
    /// <summary>The first makes digests, and all of them count (RIGHTS.md A6): a request may be repeated while the master key is exchanged.</summary>
    private readonly ImmutableArray<byte[]> _keys = masterKey.DeriveKeys("idempotency-body");

    /// <summary>The digest of a body.</summary>
    public byte[] Of(RequestBody? body) => Of(_keys[0], body);

    /// <summary>Whether a digest is that of a body.</summary>
    public bool Matches(RequestBody? body, byte[] digest) => _keys.Any(key => CryptographicOperations.FixedTimeEquals(Of(key, body), digest));

    private static byte[] Of(byte[] key, RequestBody? body) => HMACSHA256.HashData(key, body?.Bytes ?? []);
}
