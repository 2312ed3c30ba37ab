using System.Buffers.Binary;
using System.Text;

namespace Velro.Caching.Entries;

/// <summary>
/// Reads what <see cref="PayloadWriter"/> wrote. Whatever does not fit throws <see cref="FormatException"/>, before anything is
/// allocated that the payload itself does not carry.
/// </summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> input)
{
    private const long Never = long.MaxValue;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = input;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    /// <summary>A byte that must be one of the values of an enumeration that starts at 0 and ends at <paramref name="maximum"/>.</summary>
    public byte Enumerated(byte maximum) => Byte() is var value && value <= maximum ? value : throw Broken();

    public bool Flag() => Enumerated(1) == 1;

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public DateTimeOffset? Instant()
    {
        var ticks = (long)UInt64();
        if (ticks == Never) return null;
        return ticks >= DateTimeOffset.MinValue.UtcTicks && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw Broken();
    }

    public string Text() => NullableText() ?? throw Broken();

    public string? NullableText()
    {
        var length = UInt32();
        if (length == PayloadWriter.NullLength) return null;
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw Broken();
        }
    }

    public ReadOnlySpan<byte> Bytes() => Take(UInt32());

    /// <summary>The number of elements that follow, each of at least <paramref name="smallest"/> bytes.</summary>
    public int Count(int smallest)
    {
        var count = UInt32();
        return count <= (uint)(_rest.Length / smallest) ? (int)count : throw Broken();
    }

    private ReadOnlySpan<byte> Take(uint length)
    {
        if (length > (uint)_rest.Length) throw Broken();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private static FormatException Broken() => new("The payload of a cache entry is broken.");
}
