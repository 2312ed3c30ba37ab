using System.Globalization;

namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>An address and the number of its first bits that name a network. The other bits are kept, as written.</summary>
internal sealed record NetworkRange(NetworkAddress Address, int Length)
{
    public NetworkRange Masked => new(Address.Masked(Length), Length);

    public bool IsMasked => Address == Address.Masked(Length);

    public bool Contains(NetworkAddress address) => Address.SharesPrefix(address, Length);

    public bool Contains(NetworkRange range) => Length <= range.Length && Contains(range.Address);

    public static bool TryParse(ReadOnlySpan<char> text, out NetworkRange? range)
    {
        range = null;
        var slash = text.LastIndexOf('/');
        if (slash < 0 || !NetworkAddressParser.TryParse(text[..slash], out var address)) return false;

        var digits = text[(slash + 1)..];
        if (digits.Length is < 1 or > 3 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')) return false;

        // A mapped address is an IPv4 one, and its length would count other bits than the writer meant.
        if (address.IsV4 && text[..slash].Contains(':')) return false;

        var length = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (length > address.Length) return false;
        range = new NetworkRange(address, length);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");
}
