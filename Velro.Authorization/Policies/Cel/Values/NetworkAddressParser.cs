using System.Buffers;

namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>
/// Reads addresses strictly: four decimal octets without leading zeros, or IPv6 groups; no zones, no brackets, no octal or hexadecimal
/// octets, and no IPv4 address written into a mapped IPv6 one. What one program reads as another address than the next is refused.
/// </summary>
internal static class NetworkAddressParser
{
    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static bool TryParse(ReadOnlySpan<char> text, out NetworkAddress address)
    {
        address = default;
        if (!text.Contains(':'))
        {
            if (!TryParseV4(text, out var v4)) return false;
            address = NetworkAddress.V4(v4);
            return true;
        }

        if (!TryParseV6(text, out var v6, out var hasOctets)) return false;
        address = NetworkAddress.V6(v6);
        return !(address.IsV4 && hasOctets);
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, out uint bits)
    {
        bits = 0;
        for (var octet = 0; octet < 4; octet++)
        {
            var end = octet < 3 ? text.IndexOf('.') : text.Length;
            if (end is < 1 or > 3) return false;

            var digits = text[..end];
            if (digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')) return false;

            var value = 0;
            foreach (var digit in digits) value = (value * 10) + (digit - '0');
            if (value > 255) return false;
            bits = (bits << 8) | (uint)value;
            text = octet < 3 ? text[(end + 1)..] : [];
        }

        return true;
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, out UInt128 bits, out bool hasOctets)
    {
        bits = 0;
        hasOctets = false;
        if (text.Length > 45) return false;

        var gap = text.IndexOf("::");
        if (gap < 0) return TryParseGroups(text, out bits, out var all, ref hasOctets) && all == 8;

        if (text[(gap + 1)..].IndexOf("::") >= 0) return false;
        if (!TryParseGroups(text[..gap], out var head, out var headGroups, ref hasOctets) || hasOctets) return false;
        if (!TryParseGroups(text[(gap + 2)..], out var tail, out var tailGroups, ref hasOctets)) return false;
        if (headGroups + tailGroups > 7) return false;

        bits = (headGroups == 0 ? 0 : head << (16 * (8 - headGroups))) | tail;
        return true;
    }

    /// <summary>Groups between single colons; the last may be an IPv4 address, which counts as two.</summary>
    private static bool TryParseGroups(ReadOnlySpan<char> text, out UInt128 bits, out int count, ref bool hasOctets)
    {
        bits = 0;
        count = 0;
        if (text.IsEmpty) return true;
        while (true)
        {
            var end = text.IndexOf(':');
            var group = end < 0 ? text : text[..end];
            if (end < 0 && group.Contains('.'))
            {
                hasOctets = true;
                count += 2;
                if (!TryParseV4(group, out var v4) || count > 8) return false;
                bits = (bits << 32) | v4;
                return true;
            }

            if (group.Length is < 1 or > 4 || group.ContainsAnyExcept(HexadecimalDigits) || ++count > 8) return false;
            bits = (bits << 16) | ReadHexadecimal(group);
            if (end < 0) return true;
            text = text[(end + 1)..];
        }
    }

    private static uint ReadHexadecimal(ReadOnlySpan<char> digits)
    {
        var value = 0u;
        foreach (var digit in digits) value = (value << 4) | (uint)(char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return value;
    }
}
