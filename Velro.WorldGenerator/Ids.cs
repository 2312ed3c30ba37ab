using System.Buffers.Binary;

namespace Velro.WorldGenerator;

/// <summary>Ids as the server makes them: UUIDv7, so that they lie in the order in which things were made.</summary>
internal static class Ids
{
    /// <summary>When the first thing of a world was made.</summary>
    public static readonly DateTime Begin = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly TimeSpan Age = TimeSpan.FromDays(700);

    /// <summary>Ids of <paramref name="count"/> things that were made one after the other over two years.</summary>
    public static string[] Series(Draw draw, int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++) ids[i] = draw.IdAt(Begin + (Age * ((double)i / count)));
        return ids;
    }

    /// <summary>Overwrites what a UUIDv7 says of its time, version and variant (RFC 9562).</summary>
    public static string Of(DateTime instant, Span<byte> random)
    {
        var milliseconds = (long)(instant - DateTime.UnixEpoch).TotalMilliseconds;
        BinaryPrimitives.WriteUInt16BigEndian(random, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(random[2..], (uint)milliseconds);
        random[6] = (byte)(0x70 | (random[6] & 0x0F));
        random[8] = (byte)(0x80 | (random[8] & 0x3F));
        return new Guid(random, bigEndian: true).ToString();
    }
}
