using Microsoft.AspNetCore.HttpOverrides;
using IPAddress = System.Net.IPAddress;
using IPNetwork = System.Net.IPNetwork;

namespace Velro.AuthApi;

/// <summary>
/// The proxies whose word counts about where a request comes from (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>): those that the
/// setting names, and then no others. Anybody can write these headers, and policies and limits look at the address (RIGHTS.md D3, D4).
/// <para>
/// Where the setting names none, <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> may: it believes whoever connects, which is right only where
/// nobody but the ingress can, and is what Aspire says of a deployment.
/// </para>
/// </summary>
internal static class TrustedProxies
{
    private const string Setting = "Velro:TrustedProxies";

    /// <summary>Has the setting take the place of what else would believe callers.</summary>
    public static void AddTrustedProxies(this WebApplicationBuilder builder)
    {
        if (!builder.Configuration.GetSection(Setting).Exists()) return;
        builder.Services.PostConfigure<ForwardedHeadersOptions>(static options => options.ForwardedHeaders = ForwardedHeaders.None);
    }

    /// <summary>Has the address of a request be that of the client before the trusted proxies, for all that comes after.</summary>
    /// <exception cref="InvalidOperationException">The setting names something else than addresses and networks.</exception>
    public static void UseTrustedProxies(this WebApplication app)
    {
        IPNetwork[] networks = [.. (app.Configuration.GetSection(Setting).Get<string[]>() ?? []).Select(Read)];
        if (networks.Length == 0) return;

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Every proxy adds the address that it saw. One after the other is believed, as long as it is trusted itself.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Read(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw new InvalidOperationException(
            $"{Setting} has '{text}'. Write addresses, such as 10.0.0.7, and networks, such as 10.0.0.0/8 or fd00::/8.");
    }
}
