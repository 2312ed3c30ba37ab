using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Velro.AuthApi.Requests;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>Networks in CIDR notation (RFC 4632), in one way of writing them, so that nobody means another one than is stored.</summary>
internal static class KeyNetworks
{
    /// <summary>What a network must be.</summary>
    public static readonly TextRule Rule = new(
        "a network in CIDR notation without bits beyond its prefix, such as 10.0.0.0/8, 203.0.113.7/32 or 2001:db8::/32",
        static text => TryParse(text, out _));

    /// <summary>Reads a network.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        // Bits beyond the prefix would be passed over. Addresses of IPv4 would be read in octal, and with parts left out; those of IPv6
        // with a zone, which is of one machine.
        network = default;
        if (!IPNetwork.TryParse(text, out var read) || text.AsSpan().ContainsAny('%', '[')) return false;
        if (!IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/')), out var address) || !address.Equals(read.BaseAddress)) return false;
        if (address.AddressFamily == AddressFamily.InterNetwork && read.ToString() != text || address.IsIPv4MappedToIPv6) return false;

        network = read;
        return true;
    }

    /// <summary>Those of <paramref name="wanted"/> that reach beyond <paramref name="bounds"/>; none as bounds are everywhere.</summary>
    public static IEnumerable<IPNetwork> Beyond(ImmutableArray<IPNetwork> wanted, ImmutableArray<IPNetwork> bounds) =>
        bounds.IsEmpty ? [] : wanted.Where(network => !bounds.Any(bound => Covers(bound, network)));

    private static bool Covers(IPNetwork outer, IPNetwork inner) =>
        outer.BaseAddress.AddressFamily == inner.BaseAddress.AddressFamily
        && outer.PrefixLength <= inner.PrefixLength
        && outer.Contains(inner.BaseAddress);
}
