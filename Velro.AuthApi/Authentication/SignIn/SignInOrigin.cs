using System.Net;
using System.Text;

namespace Velro.AuthApi.Authentication.SignIn;

/// <summary>From where somebody signs in, as the person is told of it later.</summary>
/// <param name="Address">The address.</param>
/// <param name="Device">What the browser or program calls itself.</param>
internal sealed record SignInOrigin(string Address, string Device)
{
    /// <summary>The address as limits count it; null: unknown.</summary>
    public IPAddress? Source { get; private init; }

    private const int MaximumLength = 400;

    /// <summary>From where a request comes. Control characters are no part of a name.</summary>
    public static SignInOrigin Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();

        // By whole characters: half of one is nothing that can be stored.
        var device = string.Concat(
            http.Request.Headers.UserAgent.ToString().EnumerateRunes().Where(static rune => !Rune.IsControl(rune)).Take(MaximumLength));
        return new SignInOrigin(address?.ToString() ?? "", device) { Source = address };
    }
}
