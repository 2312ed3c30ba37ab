using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Velro.Caching.Entries;

/// <summary>Writes the few shapes that payloads are made of: bytes, numbers, texts, instants.</summary>
internal readonly ref struct PayloadWriter(IBufferWriter<byte> output)
{
    /// <summary>How a missing text is written; a length is never that long.</summary>
    public const uint NullLength = uint.MaxValue;

    private const long Never = long.MaxValue;

    public void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    public void Instant(DateTimeOffset? value) => UInt64((ulong)(value?.UtcTicks ?? Never));

    public void Text(string? value)
    {
        if (value is null)
        {
            UInt32(NullLength);
            return;
        }

        UInt32((uint)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, output);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        output.Write(value);
    }
}
