using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Velro.Tests.Contract.SignIn;

/// <summary>An authenticator as the browser's part of WebAuthn Level 3 has one: keeps one key, and says what it is told to.</summary>
internal sealed class Authenticator(string origin = "http://localhost", string domain = "localhost") : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte KeyIncluded = 0x40;

    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private byte[]? _user;
    private uint _count;

    /// <summary>Makes the key for what the server asks (<c>navigator.credentials.create</c>).</summary>
    public string Make(string optionsJson)
    {
        var options = JsonElement.Parse(optionsJson);
        _user = Base64UrlEncoder.DecodeBytes(options.GetProperty("user").GetProperty("id").GetString());
        var client = ClientDataOf("webauthn.create", options);
        var data = DataOf((byte)(UserPresent | UserVerified | KeyIncluded), [.. new byte[16], 0, (byte)_id.Length, .. _id, .. CoseKey()]);
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return CredentialOf(new Dictionary<string, object>
        {
            ["clientDataJSON"] = Base64UrlEncoder.Encode(client),
            ["attestationObject"] = Base64UrlEncoder.Encode(attestation.Encode()),
            ["transports"] = (string[])["internal"],
        });
    }

    /// <summary>Proves the key for what the server asks (<c>navigator.credentials.get</c>).</summary>
    public string Prove(string optionsJson, bool isUserVerified = true, string? origin = null, string? domain = null)
    {
        var client = ClientDataOf("webauthn.get", JsonElement.Parse(optionsJson), origin);
        var data = DataOf((byte)(UserPresent | (isUserVerified ? UserVerified : 0)), [], domain);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return CredentialOf(new Dictionary<string, object>
        {
            ["clientDataJSON"] = Base64UrlEncoder.Encode(client),
            ["authenticatorData"] = Base64UrlEncoder.Encode(data),
            ["signature"] = Base64UrlEncoder.Encode(signature),
            ["userHandle"] = Base64UrlEncoder.Encode(_user!),
        });
    }

    public void Dispose() => _key.Dispose();

    private byte[] ClientDataOf(string type, JsonElement options, string? from = null) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type,
        challenge = options.GetProperty("challenge").GetString(),
        origin = from ?? origin,
        crossOrigin = false,
    });

    private byte[] DataOf(byte flags, byte[] credential, string? of = null)
    {
        var count = BitConverter.GetBytes(++_count);
        if (BitConverter.IsLittleEndian) Array.Reverse(count);
        return [.. SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(of ?? domain)), flags, .. count, .. credential];
    }

    private byte[] CoseKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var key = new CborWriter(CborConformanceMode.Ctap2Canonical);
        key.WriteStartMap(5);
        foreach (var (label, value) in (ReadOnlySpan<(int, int)>)[(1, 2), (3, -7), (-1, 1)])
        {
            key.WriteInt32(label);
            key.WriteInt32(value);
        }

        key.WriteInt32(-2);
        key.WriteByteString(point.X!);
        key.WriteInt32(-3);
        key.WriteByteString(point.Y!);
        key.WriteEndMap();
        return key.Encode();
    }

    private string CredentialOf(Dictionary<string, object> response) => JsonSerializer.Serialize(new
    {
        id = Base64UrlEncoder.Encode(_id),
        rawId = Base64UrlEncoder.Encode(_id),
        type = "public-key",
        authenticatorAttachment = "platform",
        clientExtensionResults = new { },
        response,
    });
}
