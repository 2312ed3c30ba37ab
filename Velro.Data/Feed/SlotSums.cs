using System.Buffers.Binary;

namespace Velro.Data.Feed;

/// <summary>The wrapping sums of the nonces of changes, by slot, and the form in which the base stores them.</summary>
public sealed class SlotSums
{
    private const int EntryLength = sizeof(int) + sizeof(ulong);

    private readonly ulong[] _sums = new ulong[Slots.Count];

    /// <summary>The sums.</summary>
    public ReadOnlySpan<ulong> Values => _sums;

    /// <summary>Adds a change.</summary>
    public void Add(ulong slotHash, ulong nonce)
    {
        ref var sum = ref _sums[Slots.Of(slotHash)];
        sum = unchecked(sum + nonce);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static SlotSums FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % EntryLength != 0) throw new InvalidDataException("The stored base of changes is cut off.");
        var sums = new SlotSums();
        for (var previous = -1; bytes.Length > 0; bytes = bytes[EntryLength..])
        {
            var slot = BinaryPrimitives.ReadInt32BigEndian(bytes);
            if (slot <= previous || slot >= Slots.Count) throw new InvalidDataException("The stored base of changes names slots out of order.");
            sums._sums[slot] = BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(int)..]);
            previous = slot;
        }

        return sums;
    }

    /// <summary>The slots that have a sum, ascending: the number (4 bytes) and its sum (8 bytes), big-endian.</summary>
    public byte[] ToBytes()
    {
        var count = 0;
        foreach (var sum in _sums)
        {
            if (sum != 0) count++;
        }

        var bytes = new byte[count * EntryLength];
        var rest = bytes.AsSpan();
        for (var slot = 0; slot < _sums.Length; slot++)
        {
            if (_sums[slot] == 0) continue;
            BinaryPrimitives.WriteInt32BigEndian(rest, slot);
            BinaryPrimitives.WriteUInt64BigEndian(rest[sizeof(int)..], _sums[slot]);
            rest = rest[EntryLength..];
        }

        return bytes;
    }
}
