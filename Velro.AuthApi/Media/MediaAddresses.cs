using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Velro.Data.Media;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Media;

/// <summary>For whom and until when an address of media was made.</summary>
internal readonly record struct MediaPass(string UserId, DateTimeOffset ExpiresAt);

/// <summary>
/// Addresses of media that work without a credential (RIGHTS.md A6, F6). An address names generation, variant, the user by whose right it
/// was made, and its end, all of them signed under a key that comes from the master key. The signature stands in the query, which telemetry
/// and access logs leave out where they take paths.
/// </summary>
internal sealed class MediaAddresses(MasterKey masterKey, PublicUrl publicUrl)
{
    private const string Version = "velro-media-1";

    /// <summary>Under the first they are made; the one of the master key before counts too, while it is given (RIGHTS.md A6).</summary>
    private readonly ImmutableArray<byte[]> _keys = masterKey.DeriveKeys("media-url");

    /// <summary>The address. Its end is taken in whole seconds.</summary>
    public string Make(MediaName name, MediaPass pass)
    {
        var expires = pass.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var path = $"/media/{Uri.EscapeDataString(name.GenerationId)}/{Uri.EscapeDataString(name.Variant)}";
        var signature = Sign(_keys[0], name, pass.UserId, expires);
        return publicUrl.Of($"{path}?user={Uri.EscapeDataString(pass.UserId)}&expires={expires}&signature={signature}");
    }

    /// <summary>Reads the address of a request. False: this system did not make it.</summary>
    public bool TryRead(HttpRequest request, MediaName name, [NotNullWhen(true)] out MediaPass pass)
    {
        pass = default;
        if (request.Query["user"] is not [{ } user] || request.Query["expires"] is not [{ } expires]
            || request.Query["signature"] is not [{ } signature]) return false;

        // Compared as texts: what decodes to the same octets is not taken for the same.
        var sent = Encoding.UTF8.GetBytes(signature);
        if (!_keys.Any(key => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(key, name, user, expires)), sent))) return false;

        // The signature says that this is what was written above.
        pass = new MediaPass(user, DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture)));
        return true;
    }

    private static string Sign(byte[] key, MediaName name, string user, string expires)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in (ReadOnlySpan<string>)[Version, name.GenerationId, name.Variant, user, expires])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hmac.AppendData(length);
            hmac.AppendData(bytes);
        }

        return Base64Url.EncodeToString(hmac.GetHashAndReset());
    }
}
