using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Velro.AuthApi.Problems;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Management;

/// <summary>
/// Places in lists, as callers hold them: opaque, and signed under a key that comes from the master key. A cursor is of one list and one
/// subject, and of no other.
/// </summary>
internal sealed class Cursors(MasterKey masterKey)
{
    private const int TagLength = 16;
    private const int MaximumLength = 2048;

    /// <summary>Under the first they are made; the one of the master key before counts too, while it is given (RIGHTS.md A6).</summary>
    private readonly ImmutableArray<byte[]> _keys = masterKey.DeriveKeys("cursor");

    /// <summary>The cursor that stands after <paramref name="key"/>.</summary>
    public string Make(string list, string key)
    {
        var content = Encoding.UTF8.GetBytes(key);
        return Base64Url.EncodeToString([.. TagOf(_keys[0], list, content), .. content]);
    }

    /// <summary>The key after which a list goes on; empty: from its beginning.</summary>
    /// <exception cref="ProblemException">The cursor is not of this list and subject.</exception>
    public string Read(string list, StringValues sent)
    {
        if (sent is []) return "";
        if (sent is [{ Length: > 0 and <= MaximumLength } text] && Base64Url.IsValid(text))
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length > TagLength && IsOurs(list, bytes)) return Encoding.UTF8.GetString(bytes, TagLength, bytes.Length - TagLength);
        }

        throw new ProblemException(ManagementProblems.CursorInvalid);
    }

    private bool IsOurs(string list, ReadOnlySpan<byte> bytes)
    {
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(TagOf(key, list, bytes[TagLength..]), bytes[..TagLength])) return true;
        }

        return false;
    }

    private static byte[] TagOf(byte[] key, string list, ReadOnlySpan<byte> content)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(list));
        hmac.AppendData([0]);
        hmac.AppendData(content);
        return hmac.GetHashAndReset()[..TagLength];
    }
}
