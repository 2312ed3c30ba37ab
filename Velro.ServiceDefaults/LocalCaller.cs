using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Velro.ServiceDefaults;

/// <summary>
/// Marks the requests for <see cref="DefaultEndpoints"/> of a caller on this machine that came straight to the process's own port, as a
/// scraper's do. The mark is set before any other middleware runs: one that applies forwarded headers writes the address that a client claims
/// over the true one and removes the header that told of it, so later nobody can know.
/// </summary>
internal sealed class LocalCaller
{
    private static readonly LocalCaller Mark = new();

    private LocalCaller()
    {
    }

    /// <summary>Whether the request has the mark. Without the filter, none has.</summary>
    public static bool Is(HttpContext http) => http.Features.Get<LocalCaller>() is not null;

    /// <summary>Registers the filter that marks, ahead of those that the host has already: the first is the outermost.</summary>
    public static void AddFilter(IServiceCollection services)
    {
        if (services.Any(static service => service.ImplementationType == typeof(Filter))) return;
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, Filter>());
    }

    private static bool IsStraightFromThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && IsLoopbackName(http.Request.Host.Host)
        && !http.Request.Headers.Keys.Any(TellsOfAProxy);

    /// <summary>
    /// Another name came through a proxy that keeps it, or from a web page whose own name was made to resolve to this machine.
    /// </summary>
    private static bool IsLoopbackName(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));

    private static bool TellsOfAProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Via", StringComparison.OrdinalIgnoreCase);

    private sealed class Filter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(static (http, rest) =>
            {
                if (DefaultEndpoints.AreAt(http.Request.Path) && IsStraightFromThisMachine(http)) http.Features.Set(Mark);
                return rest(http);
            });
            next(app);
        };
    }
}
