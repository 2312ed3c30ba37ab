using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Problems;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>Where a search goes on.</summary>
/// <param name="After">The id up to which everything was looked at; empty: the beginning.</param>
/// <param name="Limit">The size of pages that the search began with.</param>
internal readonly record struct PagePosition(string After, int Limit);

/// <summary>
/// Positions as callers hold them: encrypted, since the id at a position may be of something that the subject may not see, and
/// authenticated together with the query that they belong to, so that no other one can be continued with them.
/// </summary>
internal sealed class PageTokens(MasterKey masterKey, TimeProvider time, IOptions<SearchOptions> options)
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + QueryDigest.Length + sizeof(long) + sizeof(ushort);
    private const int MaximumLength = 8 * 1024;

    /// <summary>Under the first they are made; the one of the master key before counts too, while it is given (RIGHTS.md A6).</summary>
    private readonly ImmutableArray<byte[]> _keys = masterKey.DeriveKeys("search-token");

    /// <summary>The token of <paramref name="position"/> in the query with <paramref name="digest"/>.</summary>
    public string TokenOf(PagePosition position, ReadOnlySpan<byte> digest)
    {
        var content = new byte[HeadLength + Encoding.UTF8.GetByteCount(position.After)];
        content[0] = Version;
        digest.CopyTo(content.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(1 + QueryDigest.Length), time.GetUtcNow().ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt16BigEndian(content.AsSpan(HeadLength - sizeof(ushort)), (ushort)position.Limit);
        Encoding.UTF8.GetBytes(position.After, content.AsSpan(HeadLength));

        var sealedBytes = new byte[NonceLength + TagLength + content.Length];
        var nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_keys[0], TagLength);
        cipher.Encrypt(nonce, content, sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>Reads a token for the query with <paramref name="digest"/>, or says why it is of no use.</summary>
    public (PagePosition Position, Problem? Problem) Read(string token, ReadOnlySpan<byte> digest)
    {
        if (Open(token) is not { } content)
            return Refuse("page.token_invalid", "The token is not one that this system gave. Begin the search again, without a token.");

        var madeAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(1 + QueryDigest.Length)));
        if (time.GetUtcNow() - madeAt > options.Value.TokenLifetime)
        {
            return Refuse(
                "page.token_expired", $"The token is older than {options.Value.TokenLifetime}. Begin the search again, without a token.");
        }

        if (!CryptographicOperations.FixedTimeEquals(content.AsSpan(1, QueryDigest.Length), digest))
        {
            return Refuse(
                "page.query_changed", "The token belongs to another search: everything but 'page' must be as in the request that gave it.");
        }

        var limit = BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(HeadLength - sizeof(ushort)));
        return (new PagePosition(Encoding.UTF8.GetString(content.AsSpan(HeadLength)), limit), null);
    }

    /// <summary>The content of a token; null when it is not one of ours.</summary>
    private byte[]? Open(string token)
    {
        if (token.Length > MaximumLength || !Base64Url.IsValid(token)) return null;

        var bytes = Base64Url.DecodeFromChars(token).AsSpan();
        if (bytes.Length < NonceLength + TagLength + HeadLength) return null;

        foreach (var key in _keys)
        {
            if (Open(key, bytes) is { } content) return content[0] == Version ? content : null;
        }

        return null;
    }

    private static byte[]? Open(byte[] key, ReadOnlySpan<byte> bytes)
    {
        var content = new byte[bytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(bytes[..NonceLength], bytes[(NonceLength + TagLength)..], bytes.Slice(NonceLength, TagLength), content);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static (PagePosition Position, Problem? Problem) Refuse(string code, string detail) => (default, Problem.Invalid(code, detail));
}
