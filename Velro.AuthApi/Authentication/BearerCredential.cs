using System.Net;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Data.ServiceKeys;

namespace Velro.AuthApi.Authentication;

/// <summary>Reads the credential of a request. The text of a key is hashed at once and kept nowhere.</summary>
internal sealed class BearerCredential(ServiceKeyHasher hasher, AccessTokenReader tokens)
{
    private const string Scheme = "Bearer ";
    private const int MaximumLength = 4096;

    /// <summary>The credential that the request presents; null when it presents none.</summary>
    public PresentedCredential? Read(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ Length: <= MaximumLength } header] ||
            !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;

        var text = header.AsSpan(Scheme.Length).Trim();
        if (text.IsEmpty) return null;

        var address = request.HttpContext.Connection.RemoteIpAddress;
        return Of(text, address) with { Address = address };
    }

    /// <summary>What a text is (RIGHTS.md A5): only tokens have a dot.</summary>
    private PresentedCredential Of(ReadOnlySpan<char> text, IPAddress? address)
    {
        if (text.Contains('.'))
        {
            if (tokens.Read(text, address, out var flaw) is { } token) return PresentedCredential.Of(token);
            return flaw == TokenFlaw.Throttled ? PresentedCredential.HeldBack : PresentedCredential.Of(flaw);
        }

        if (!ServiceKeyText.IsMeant(text)) return KeyOf(ServiceKeyContext.BootstrapId, text);
        return ServiceKeyText.TryReadId(text, out var id) ? KeyOf(id.ToString(), text) : PresentedCredential.Unusable;
    }

    private PresentedKey KeyOf(string id, ReadOnlySpan<char> text)
    {
        var key = new PresentedKey(id, hasher.Hash(text));
        return hasher.HasOther ? key with { OtherHash = hasher.OtherHash(text) } : key;
    }
}
