using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit.Spool;

/// <summary>
/// Decision records as they lie in a file of the spool: length (4 bytes), the first 8 bytes of the SHA-256 of what follows, and the record as
/// JSON. Other bytes than were written, and a record that ends in the middle, are told from a whole one, and whole ones behind them found.
/// </summary>
internal static class SpoolFrames
{
    private const int HeadLength = 12;

    /// <summary>No record comes near it; a length above it is none.</summary>
    private const int LongestRecord = 16 * 1024 * 1024;

    private const int WindowLength = 64 * 1024;

    public static byte[] Encode(DecisionRecord record)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(record);
        var frame = new byte[HeadLength + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, content.Length);
        SumOf(content, frame.AsSpan(4, 8));
        content.CopyTo(frame.AsSpan(HeadLength));
        return frame;
    }

    /// <summary>Reads the next record, if there is a whole one.</summary>
    /// <param name="file">What is read from, at the beginning of a record.</param>
    /// <param name="record">The record; null: it is whole, and of a release that writes them otherwise.</param>
    public static bool TryRead(Stream file, out DecisionRecord? record)
    {
        record = null;
        Span<byte> head = stackalloc byte[HeadLength];
        if (!TryReadHead(file, head, out var length)) return false;

        var content = new byte[length];
        file.ReadExactly(content);
        Span<byte> sum = stackalloc byte[8];
        SumOf(content, sum);
        if (!sum.SequenceEqual(head[4..])) return false;
        try
        {
            record = JsonSerializer.Deserialize<DecisionRecord>(content);
        }
        catch (JsonException)
        {
            // Whole all the same.
        }

        return true;
    }

    /// <summary>
    /// Where the next whole record begins, from a place on; the file's length: nowhere. No part of a record is taken for one: JSON has no
    /// byte that a length can have at its end.
    /// </summary>
    public static long Find(Stream file, long from)
    {
        var window = new byte[WindowLength];
        for (var start = from; ; start += window.Length - HeadLength)
        {
            file.Position = start;
            var candidates = file.ReadAtLeast(window, window.Length, throwOnEndOfStream: false) - HeadLength;
            for (var i = 0; i < candidates; i++)
            {
                if (window[i + HeadLength] != '{' || !IsLength(BinaryPrimitives.ReadInt32LittleEndian(window.AsSpan(i)))) continue;
                file.Position = start + i;
                if (TryRead(file, out _)) return start + i;
            }

            if (candidates < window.Length - HeadLength) return file.Length;
        }
    }

    /// <summary>How many records were between two places at least: as many as their lengths lead over, and one.</summary>
    public static int CountBetween(Stream file, long start, long end)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        var count = 0;
        file.Position = start;
        while (TryReadHead(file, head, out var length) && file.Position + length <= end)
        {
            count++;
            file.Position += length;
        }

        return Math.Max(count, 1);
    }

    private static bool TryReadHead(Stream file, Span<byte> head, out int length)
    {
        length = 0;
        if (file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength) return false;
        length = BinaryPrimitives.ReadInt32LittleEndian(head);
        return IsLength(length) && length <= file.Length - file.Position;
    }

    private static bool IsLength(int length) => length is > 0 and <= LongestRecord;

    private static void SumOf(ReadOnlySpan<byte> content, Span<byte> sum)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, whole);
        whole[..sum.Length].CopyTo(sum);
    }
}
