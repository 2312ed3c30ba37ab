using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Velro.Caching.Clock;
using Velro.Data.Feed;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>
/// Revisions as callers hold them: opaque, and signed under a key that comes from the master key, so that nobody can make a node wait for a
/// revision that will never come.
/// </summary>
internal sealed class RevisionTokens(MasterKey masterKey)
{
    private const int TagLength = 16;
    private const int MaximumLength = 16 * 1024;

    /// <summary>Under the first they are made; the one of the master key before counts too, while it is given (RIGHTS.md A6).</summary>
    private readonly ImmutableArray<byte[]> _keys = masterKey.DeriveKeys("revision-token");

    /// <summary>The last token made: the same revision is named by every decision until the clock moves.</summary>
    private Made? _last;

    /// <summary>The token of <paramref name="revision"/>.</summary>
    public string TokenOf(Revision revision)
    {
        if (_last is { } last && ReferenceEquals(last.Revision, revision)) return last.Token;

        var trace = revision.Trace is { } left ? string.Create(CultureInfo.InvariantCulture, $"/{left.Xid}/{left.Nonce}") : "";
        var content = Encoding.ASCII.GetBytes($"{revision.Lineage:x16}/{revision.Snapshot}{trace}");
        var token = Base64Url.EncodeToString([.. TagOf(_keys[0], content), .. content]);
        _last = new Made(revision, token);
        return token;
    }

    /// <summary>Reads a token. False when it is not one of ours.</summary>
    public bool TryRead(string token, [NotNullWhen(true)] out Revision? revision)
    {
        revision = null;
        if (token.Length > MaximumLength || !Base64Url.IsValid(token)) return false;

        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= TagLength) return false;

        var content = bytes.AsSpan(TagLength);
        if (!IsOurs(content, bytes.AsSpan(0, TagLength))) return false;

        // The tag says that this is what TokenOf wrote.
        var parts = Encoding.ASCII.GetString(content).Split('/');
        var lineage = ulong.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        revision = new Revision(lineage, PostgresSnapshot.Parse(parts[1])) { Trace = parts.Length > 2 ? TraceOf(parts[2], parts[3]) : null };
        return true;
    }

    private static WriteTrace TraceOf(string xid, string nonce) =>
        new(ulong.Parse(xid, CultureInfo.InvariantCulture), ulong.Parse(nonce, CultureInfo.InvariantCulture));

    private bool IsOurs(ReadOnlySpan<byte> content, ReadOnlySpan<byte> tag)
    {
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(TagOf(key, content), tag)) return true;
        }

        return false;
    }

    private static byte[] TagOf(byte[] key, ReadOnlySpan<byte> content) => HMACSHA256.HashData(key, content)[..TagLength];

    private sealed record Made(Revision Revision, string Token);
}
