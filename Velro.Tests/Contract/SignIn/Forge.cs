using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Velro.AuthApi.Authentication.Tokens;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Makes tokens that are right but for one thing.</summary>
internal sealed class Forge(SignInFixture api, string trueToken)
{
    private const string Issuer = "http://localhost/";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly JsonWebToken _true = new(trueToken);

    private ECDsaSecurityKey TrueKey => api.Services.GetRequiredService<SigningKeyRing>().Current.ActiveAt(DateTimeOffset.UtcNow)!.Key;

    /// <summary>The token as the server makes it.</summary>
    public string AsItIs() => Make();

    public string WithIssuer(string issuer) => Make(issuer: issuer);

    public string WithAudience(string audience) => Make(audience: audience);

    public string WithType(string type) => Make(type: type);

    public string WithSession(string session) => Make(session: session);

    public string Between(DateTimeOffset from, DateTimeOffset to) => Make(from: from, to: to);

    /// <summary>Without a signature (RFC 7519, section 6).</summary>
    public string Unsigned() => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""")}.{_true.EncodedPayload}.";

    /// <summary>Signed by HMAC under the public key, which everybody has (RFC 8725, section 2.1).</summary>
    public string ByPublicKeyAsSecret()
    {
        var head = $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{TrueKey.KeyId}}"}""";
        var signed = $"{Base64UrlEncoder.Encode(head)}.{_true.EncodedPayload}";
        var tag = HMACSHA256.HashData(TrueKey.ECDsa.ExportSubjectPublicKeyInfo(), System.Text.Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64UrlEncoder.Encode(tag)}";
    }

    /// <summary>Signed by somebody else under the name of our key.</summary>
    public string ByAnotherKey() => Make(key: new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = TrueKey.KeyId });

    /// <summary>With another payload under the true signature.</summary>
    public string WithPayloadExchanged()
    {
        var payload = Base64UrlEncoder.Decode(_true.EncodedPayload).Replace("\"scope\":\"", "\"scope\":\"admin ", StringComparison.Ordinal);
        return $"{_true.EncodedHeader}.{Base64UrlEncoder.Encode(payload)}.{_true.EncodedSignature}";
    }

    private string Make(
        string issuer = Issuer, string audience = Issuer, string type = "at+jwt", string? session = null, SecurityKey? key = null,
        DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var now = DateTimeOffset.UtcNow;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            TokenType = type,
            IssuedAt = now.UtcDateTime,
            NotBefore = (from ?? now).UtcDateTime,
            Expires = (to ?? now.AddMinutes(5)).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = _true.Subject,
                ["sid"] = session ?? _true.GetPayloadValue<string>("sid"),
                ["scope"] = _true.GetPayloadValue<string>("scope"),
                ["acr"] = "aal1",
            },
            SigningCredentials = new SigningCredentials(key ?? TrueKey, SecurityAlgorithms.EcdsaSha256),
        });
    }
}
