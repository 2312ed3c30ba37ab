using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Velro.AuthApi.ServiceKeys;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>
/// Verifies access tokens (RFC 9068): signature, type, issuer, audience. One that was verified is known by its digest from then on, so that a
/// warm request does no signature work. What may change is not in the token: the session, the account and the time are judged with each answer.
/// </summary>
internal sealed class AccessTokenReader(SigningKeyRing ring, PublicUrl address, InvalidKeyBreaker breaker, TimeProvider time)
{
    /// <summary>What the header of an access token calls its type, so that no token of another kind is taken for one.</summary>
    private const string Type = "at+jwt";

    /// <summary>By how much the clocks of two machines may differ before a new token seems to come from the future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly VerifiedTokens _verified = new();

    /// <summary>What a token says; null: nothing that counts.</summary>
    /// <param name="text">The token, of at most 4,096 characters.</param>
    /// <param name="source">Who presents it; null: unknown.</param>
    /// <param name="flaw">
    /// What is wrong with it. <see cref="TokenFlaw.Throttled"/>: it was not looked at. A false signature costs its maker nothing, and to see that
    /// it is false costs much; who has sent many is answered for tokens that are known here, as for keys.
    /// </param>
    public AccessToken? Read(ReadOnlySpan<char> text, IPAddress? source, out TokenFlaw flaw)
    {
        flaw = TokenFlaw.None;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Digest(text, digest);
        var keys = ring.Current;
        if (_verified.Find(digest, keys) is { } known) return known;

        if (!breaker.IsQuiet && breaker.DelayOf(source) > TimeSpan.Zero) flaw = TokenFlaw.Throttled;
        if (flaw != TokenFlaw.None || Verify(text.ToString(), keys, source, out flaw) is not { } token) return null;
        _verified.Keep(digest, keys, token);
        return token;
    }

    private static void Digest(ReadOnlySpan<char> text, Span<byte> digest)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], digest);
    }

    private AccessToken? Verify(string text, SigningKeys keys, IPAddress? source, out TokenFlaw flaw)
    {
        var now = time.GetUtcNow();
        // Nothing here waits for anything: the keys are in hand.
        var result = _handler.ValidateTokenAsync(text, ParametersFor(keys, now)).GetAwaiter().GetResult();
        if (result.Exception is SecurityTokenInvalidSignatureException) breaker.Note(source);
        var read = result is { IsValid: true, SecurityToken: JsonWebToken token } ? Read(token) : null;
        flaw = read is null ? FlawOf(result.Exception) : TokenFlaw.None;
        return read;
    }

    private static TokenFlaw FlawOf(Exception? exception) => exception switch
    {
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => TokenFlaw.Signature,
        SecurityTokenInvalidIssuerException => TokenFlaw.Issuer,
        SecurityTokenInvalidAudienceException => TokenFlaw.Audience,
        SecurityTokenInvalidTypeException => TokenFlaw.Type,
        SecurityTokenInvalidLifetimeException or SecurityTokenNotYetValidException => TokenFlaw.NotYetValid,
        _ => TokenFlaw.Malformed,
    };

    private TokenValidationParameters ParametersFor(SigningKeys keys, DateTimeOffset now) => new()
    {
        ValidTypes = [Type],
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        IssuerSigningKeys = keys.PublishedAt(now).Select(static key => key.Key),
        TryAllIssuerSigningKeys = false,
        ValidIssuer = address.Issuer,
        ValidAudience = address.Issuer,
        RequireExpirationTime = true,
        LifetimeValidator = (from, _, _, _) => from is not { } begin || begin <= now.UtcDateTime + Skew,
        ClockSkew = TimeSpan.Zero,
    };

    private static AccessToken? Read(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<string>(TokenClaims.Session, out var session) || token.Subject is not { Length: > 0 } user) return null;
        var scopes = token.TryGetPayloadValue<string>("scope", out var text) ? text.Split(' ') : [];
        token.TryGetPayloadValue<string>(TokenClaims.AuthenticationLevel, out var level);
        return new AccessToken(
            session, user, [.. scopes.Where(static scope => Scopes.All.Contains(scope))], new DateTimeOffset(token.ValidTo, TimeSpan.Zero), level);
    }
}
