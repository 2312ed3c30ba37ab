using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Management;

/// <summary>
/// The identity of a request that may be repeated: caller, acted-for user, method, path and what the client calls it (RIGHTS.md F1). Only
/// a hash of it is stored.
/// </summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int MaximumLength = 255;

    /// <summary>The hash, 32 bytes; null: the request does not ask to be repeatable.</summary>
    /// <exception cref="ProblemException">The header is not a key.</exception>
    public static byte[]? Of(HttpRequest request, Caller caller)
    {
        var sent = request.Headers[Header];
        if (sent.Count == 0) return null;
        if (sent is not [{ Length: > 0 and <= MaximumLength } key] || key.Any(static c => c is < ' ' or > '~'))
            throw new ProblemException(
                Problem.Invalid("idempotency.key", $"The header {Header} is 1-{MaximumLength} printable characters of ASCII."));

        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (ReadOnlySpan<string>)[caller.CredentialId, caller.ActingFor ?? "", request.Method, target, key])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

}
