using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Data.ServiceKeys;

namespace Velro.AuthApi.Authentication;

/// <summary>Reads the credential of a request. The text of a key is hashed at once and kept nowhere.</summary>
internal sealed class BearerCredential(ServiceKeyHasher hasher)
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

        return PresentedCredential.Of(new PresentedKey(ServiceKeyContext.BootstrapId, hasher.Hash(text))) with
        {
            Address = request.HttpContext.Connection.RemoteIpAddress,
        };
    }
}
