using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>The network extension: addresses and ranges.</summary>
internal static class NetworkFunctions
{
    private const CelKinds Text = CelKinds.String;
    private const CelKinds Bool = CelKinds.Bool;
    private const CelKinds Ip = CelKinds.Ip;
    private const CelKinds Cidr = CelKinds.Cidr;

    public static readonly ImmutableArray<CelFunction> All =
    [
        CelFunction.Unary("ip", CelCallStyle.Global, (Text, Ip, static (ref f, at, in a) =>
            NetworkAddressParser.TryParse(a.AsString, out var address) ? CelValue.Of(address) : NoAddress(at))),
        CelFunction.Unary("cidr", CelCallStyle.Global, (Text, Cidr, static (ref f, at, in a) =>
            NetworkRange.TryParse(a.AsString, out var range) ? CelValue.Of(range!) : NoRange(at))),
        CelFunction.Unary("isIP", CelCallStyle.Global, (Text, Bool, static (ref f, at, in a) => CelValue.Of(NetworkAddressParser.TryParse(a.AsString, out _)))),
        CelFunction.Unary("isCIDR", CelCallStyle.Global, (Text, Bool, static (ref f, at, in a) => CelValue.Of(NetworkRange.TryParse(a.AsString, out _)))),
        CelFunction.Unary("ip.isCanonical", CelCallStyle.Global, (Text, Bool, static (ref f, at, in a) =>
            NetworkAddressParser.TryParse(a.AsString, out var address) ? CelValue.Of(address.ToString() == a.AsString) : NoAddress(at))),

        OfIp("family", CelKinds.Int, static address => CelValue.Of(address.IsV4 ? 4L : 6L)),
        OfIp("isUnspecified", Bool, static address => CelValue.Of(address.IsUnspecified)),
        OfIp("isLoopback", Bool, static address => CelValue.Of(address.IsLoopback)),
        OfIp("isGlobalUnicast", Bool, static address => CelValue.Of(address.IsGlobalUnicast)),
        OfIp("isLinkLocalUnicast", Bool, static address => CelValue.Of(address.IsLinkLocalUnicast)),
        OfIp("isLinkLocalMulticast", Bool, static address => CelValue.Of(address.IsLinkLocalMulticast)),

        OfCidr("ip", Ip, static range => CelValue.Of(range.Address)),
        OfCidr("masked", Cidr, static range => CelValue.Of(range.Masked)),
        OfCidr("isMask", Bool, static range => CelValue.Of(range.IsMasked)),
        OfCidr("prefixLength", CelKinds.Int, static range => CelValue.Of((long)range.Length)),

        CelFunction.Binary("containsIP", CelCallStyle.Member,
            (Cidr, Ip, Bool, static (ref f, at, in a, in b) => CelValue.Of(a.AsCidr.Contains(b.AsIp))),
            (Cidr, Text, Bool, static (ref f, at, in a, in b) =>
                NetworkAddressParser.TryParse(b.AsString, out var address) ? CelValue.Of(a.AsCidr.Contains(address)) : NoAddress(at))),
        CelFunction.Binary("containsCIDR", CelCallStyle.Member,
            (Cidr, Cidr, Bool, static (ref f, at, in a, in b) => CelValue.Of(a.AsCidr.Contains(b.AsCidr))),
            (Cidr, Text, Bool, static (ref f, at, in a, in b) =>
                NetworkRange.TryParse(b.AsString, out var range) ? CelValue.Of(a.AsCidr.Contains(range!)) : NoRange(at))),
    ];

    private static CelFunction OfIp(string name, CelKinds result, Func<NetworkAddress, CelValue> of) =>
        CelFunction.Unary(name, CelCallStyle.Member, (Ip, result, (ref f, at, in a) => of(a.AsIp)));

    private static CelFunction OfCidr(string name, CelKinds result, Func<NetworkRange, CelValue> of) =>
        CelFunction.Unary(name, CelCallStyle.Member, (Cidr, result, (ref f, at, in a) => of(a.AsCidr)));

    private static CelValue NoAddress(CelNode at) => at.Fail(
        CelCodes.InvalidArgument, "The string is no IP address. One is written 192.0.2.1 or 2001:db8::1, without zone, brackets or leading zeros, and not as ::ffff:192.0.2.1.");

    private static CelValue NoRange(CelNode at) => at.Fail(CelCodes.InvalidArgument, "The string is no address range. One is written 192.0.2.0/24 or 2001:db8::/32.");
}
