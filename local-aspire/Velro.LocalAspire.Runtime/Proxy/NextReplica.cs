using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Velro.LocalAspire.Proxy;

/// <summary>
/// Sends a request to another replica when the one that was chosen takes no connection: it has ended, and has seen nothing of the request. What
/// became of one that was sent and not answered is unknown, so that one is not repeated.
/// </summary>
internal static class NextReplica
{
    public static async Task TryAsync(HttpContext context, Func<Task> next)
    {
        var proxy = context.GetReverseProxyFeature();
        var untried = proxy.AvailableDestinations.ToList();
        await next();
        while (IsUnsent(context) && proxy.ProxiedDestination is { } tried && untried.Remove(tried) && untried.Count > 0)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            proxy.AvailableDestinations = untried;
            await next();
        }
    }

    private static bool IsUnsent(HttpContext context) =>
        !context.Response.HasStarted
        && context.GetForwarderErrorFeature() is { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } };
}
