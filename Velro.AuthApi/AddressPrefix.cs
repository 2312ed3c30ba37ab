using System.Buffers.Binary;
using System.Net;

namespace Velro.AuthApi;

/// <summary>
/// The part of an address that stands for whoever is behind it, in 64 bits: all of IPv4, and of IPv6 the 64 bits of the network, within
/// which everybody has as many addresses as they like.
/// </summary>
internal static class AddressPrefix
{
    /// <summary>Where IPv4 lies among the prefixes: a part of ::/8, from which nobody comes.</summary>
    private const ulong Version4 = 0xFFFFUL << 32;

    /// <summary>The prefix; 0 where the address is unknown, so that all such share one.</summary>
    public static ulong Of(IPAddress? address)
    {
        if (address is null) return 0;

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4) return Version4 | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return address.IsIPv4MappedToIPv6
            ? Version4 | BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
