using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit.Spool;

/// <summary>
/// Decision records as they lie in a file of the spool: length (4 bytes), the first 8 bytes of the SHA-256 of what follows, and the record as
/// JSON. A file that ends in the middle of one, or has other bytes than were written, is told from a whole one.
/// </summary>
internal static class SpoolFrames
{
    private const int HeadLength = 12;

    /// <summary>No record comes near it; a length above it is none.</summary>
    private const int LongestRecord = 16 * 1024 * 1024;

    public static byte[] Encode(DecisionRecord record)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(record);
        var frame = new byte[HeadLength + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, content.Length);
        SumOf(content, frame.AsSpan(4, 8));
        content.CopyTo(frame.AsSpan(HeadLength));
        return frame;
    }

    /// <summary>Reads the next record; null: there is no whole one. Then the file has ended if <see cref="Stream.Position"/> did not move.</summary>
    public static DecisionRecord? TryRead(Stream file)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        if (file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is <= 0 or > LongestRecord || length > file.Length - file.Position) return null;

        var content = new byte[length];
        file.ReadExactly(content);
        Span<byte> sum = stackalloc byte[8];
        SumOf(content, sum);
        if (!sum.SequenceEqual(head[4..])) return null;
        try
        {
            return JsonSerializer.Deserialize<DecisionRecord>(content);
        }
        catch (JsonException)
        {
            // Whole, and of a release that knows more or less than this one.
            return null;
        }
    }

    private static void SumOf(ReadOnlySpan<byte> content, Span<byte> sum)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, whole);
        whole[..sum.Length].CopyTo(sum);
    }
}
