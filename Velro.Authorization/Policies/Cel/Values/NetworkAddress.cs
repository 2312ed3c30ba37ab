using System.Globalization;

namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>An IP address. One that maps an IPv4 address into IPv6 is that IPv4 address, so that no range can be slipped past by its spelling.</summary>
internal readonly record struct NetworkAddress
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xFFFF << 32;

    private NetworkAddress(UInt128 bits, bool isV4)
    {
        Bits = bits;
        IsV4 = isV4;
    }

    public UInt128 Bits { get; }

    public bool IsV4 { get; }

    public int Length => IsV4 ? 32 : 128;

    public static NetworkAddress V4(uint bits) => new(bits, isV4: true);

    public static NetworkAddress V6(UInt128 bits) => bits >> 32 == MappedPrefix >> 32 ? V4((uint)bits) : new NetworkAddress(bits, isV4: false);

    /// <summary>The address with only its first <paramref name="length"/> bits.</summary>
    public NetworkAddress Masked(int length) => new(Bits & Mask(length), IsV4);

    public bool SharesPrefix(NetworkAddress other, int length) => IsV4 == other.IsV4 && ((Bits ^ other.Bits) & Mask(length)) == 0;

    private UInt128 Mask(int length)
    {
        var all = IsV4 ? uint.MaxValue : UInt128.MaxValue;
        return length == 0 ? 0 : all & (all << (Length - length));
    }

    public bool IsUnspecified => Bits == 0;

    public bool IsLoopback => IsV4 ? Bits >> 24 == 127 : Bits == 1;

    public bool IsLinkLocalUnicast => IsV4 ? Bits >> 16 == 0xA9FE : Bits >> 118 == 0xFE80 >> 6;

    public bool IsLinkLocalMulticast => IsV4 ? Bits >> 8 == 0xE00000 : (Bits >> 112 & 0xFF0F) == 0xFF02;

    public bool IsMulticast => IsV4 ? Bits >> 28 == 0xE : Bits >> 120 == 0xFF;

    public bool IsGlobalUnicast =>
        !(IsV4 && Bits == uint.MaxValue) && !IsUnspecified && !IsLoopback && !IsMulticast && !IsLinkLocalUnicast;

    /// <summary>The canonical spelling (RFC 5952).</summary>
    public override string ToString()
    {
        if (IsV4)
        {
            var v4 = (uint)Bits;
            return string.Create(CultureInfo.InvariantCulture, $"{v4 >> 24}.{v4 >> 16 & 255}.{v4 >> 8 & 255}.{v4 & 255}");
        }

        return SpellV6();
    }

    private string SpellV6()
    {
        Span<ushort> groups = stackalloc ushort[8];
        for (var i = 0; i < 8; i++) groups[i] = (ushort)(Bits >> (112 - (16 * i)));

        var (start, length) = LongestZeros(groups);
        var text = new System.Text.StringBuilder(39);
        for (var i = 0; i < 8; i++)
        {
            if (i == start && length > 1)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            if (text.Length > 0 && text[^1] != ':') text.Append(':');
            text.Append(CultureInfo.InvariantCulture, $"{groups[i]:x}");
        }

        return text.ToString();
    }

    private static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> groups)
    {
        var (start, length) = (-1, 0);
        for (var i = 0; i < groups.Length; i++)
        {
            var run = i;
            while (run < groups.Length && groups[run] == 0) run++;
            if (run - i > length) (start, length) = (i, run - i);
            i = Math.Max(i, run);
        }

        return (start, length);
    }
}
