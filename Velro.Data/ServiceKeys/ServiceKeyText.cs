using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Velro.Data.ServiceKeys;

/// <summary>
/// The text of a service key: <c>vk_&lt;id&gt;_&lt;secret&gt;_&lt;checksum&gt;</c> (DESIGN.md section 5). The id is its public part, by
/// which it is looked up; the secret has 256 bits; the checksum is CRC-32 of all before it, so that a key that was mistyped, cut or made up
/// without thought is known for that by itself. All parts are in base 62: a double click selects the whole of it.
/// </summary>
/// <param name="Id">The public part.</param>
/// <param name="Text">The whole key, which is a secret: shown once, hashed, and never written down.</param>
public readonly record struct ServiceKeyText(string Id, string Text)
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>71 bits: of a million keys, no two have the same but by a chance of one in four billion.</summary>
    private const int IdLength = 12;

    /// <summary>The shortest with 256 bits.</summary>
    private const int SecretLength = 43;

    /// <summary>The shortest for 32 bits.</summary>
    private const int ChecksumLength = 6;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Digits);

    private const int IdStart = 3;
    private const int SecretStart = IdStart + IdLength + 1;
    private const int ChecksumStart = SecretStart + SecretLength + 1;

    /// <summary>The length of every key.</summary>
    public const int Length = ChecksumStart + ChecksumLength;

    /// <summary>Makes a new key.</summary>
    public static ServiceKeyText Make()
    {
        var id = RandomNumberGenerator.GetString(Digits, IdLength);
        var start = $"{BootstrapKeyText.ServiceKeyPrefix}{id}_{RandomNumberGenerator.GetString(Digits, SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(start, checksum);
        return new ServiceKeyText(id, $"{start}_{checksum}");
    }

    /// <summary>Whether a credential claims to be a service key; what does not is something else.</summary>
    public static bool IsMeant(ReadOnlySpan<char> text) => text.StartsWith(BootstrapKeyText.ServiceKeyPrefix, StringComparison.Ordinal);

    /// <summary>
    /// The id of a key, when its form and its checksum are right, which says nothing of whether there is such a key. Takes no look at
    /// anything but the text.
    /// </summary>
    public static bool TryReadId(ReadOnlySpan<char> text, out ReadOnlySpan<char> id)
    {
        id = default;
        if (text.Length != Length || !IsMeant(text) || text[SecretStart - 1] != '_' || text[ChecksumStart - 1] != '_') return false;

        var claimed = text.Slice(IdStart, IdLength);
        if (claimed.ContainsAnyExcept(Alphabet) || text.Slice(SecretStart, SecretLength).ContainsAnyExcept(Alphabet)) return false;

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text[..(ChecksumStart - 1)], checksum);
        if (!text[ChecksumStart..].SequenceEqual(checksum)) return false;

        id = claimed;
        return true;
    }

    /// <summary>Tells the public part alone, so that no log or message has the rest by an oversight.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{BootstrapKeyText.ServiceKeyPrefix}{Id}_…");

    private static void WriteChecksum(ReadOnlySpan<char> ascii, Span<char> checksum)
    {
        Span<byte> bytes = stackalloc byte[ChecksumStart];
        var value = Crc32.HashToUInt32(bytes[..Encoding.ASCII.GetBytes(ascii, bytes)]);
        for (var i = ChecksumLength - 1; i >= 0; i--) (value, checksum[i]) = (value / 62, Digits[(int)(value % 62)]);
    }
}
