using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Velro.ServiceDefaults.Tracing;

/// <summary>
/// Decides when a request has been answered whether its trace is kept. That is before the server measures the request, so that the measurement
/// of a slow or failed one has its trace as an exemplar. A request that is not kept pays for two looks at the clock.
/// </summary>
internal sealed class RequestVerdicts(IOptions<TracingOptions> options, TraceMetrics metrics) : IStartupFilter
{
    private readonly TimeSpan _slow = options.Value.SlowThreshold;

    /// <summary>Registers it ahead of the filters that the host has already: the first is the outermost.</summary>
    public static void Add(IServiceCollection services)
    {
        if (services.All(static service => service.ImplementationType != typeof(RequestVerdicts)))
            services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, RequestVerdicts>());
    }

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (!options.Value.IsOff) app.Use(rest => http => Run(http, rest));
        next(app);
    };

    private Task Run(HttpContext http, RequestDelegate rest)
    {
        if (Activity.Current is not { } span || DefaultEndpoints.AreAt(http.Request.Path)) return rest(http);

        var start = Stopwatch.GetTimestamp();
        Task answered;
        try
        {
            answered = rest(http);
        }
        catch (Exception exception)
        {
            Judge(http, span, Stopwatch.GetElapsedTime(start), exception);
            throw;
        }

        if (!answered.IsCompletedSuccessfully) return RunAwaitedAsync(answered, http, span, start);
        Judge(http, span, Stopwatch.GetElapsedTime(start), failure: null);
        return answered;
    }

    private async Task RunAwaitedAsync(Task answered, HttpContext http, Activity span, long start)
    {
        try
        {
            await answered;
        }
        catch (Exception exception)
        {
            Judge(http, span, Stopwatch.GetElapsedTime(start), exception);
            throw;
        }

        Judge(http, span, Stopwatch.GetElapsedTime(start), failure: null);
    }

    private void Judge(HttpContext http, Activity span, TimeSpan duration, Exception? failure)
    {
        if (span.Recorded)
        {
            metrics.WasKept(KeepReason.Sampled);
            return;
        }

        var held = span.IsAllDataRequested ? HeldSpans.Of(span) : null;
        if (ReasonFor(http, span, held, duration, failure) is { } reason)
        {
            Keep(http, span, held, reason);
            metrics.WasKept(reason);
        }
        else
        {
            held?.Release(isKept: false);
            metrics.WasDropped();
        }
    }

    private KeepReason? ReasonFor(HttpContext http, Activity span, HeldSpans? held, TimeSpan duration, Exception? failure)
    {
        if (failure is not null || http.Response.StatusCode >= StatusCodes.Status500InternalServerError) return KeepReason.Error;
        if (held is { TellOfDenial: true } || span.IsAllDataRequested && DecisionSpans.TellsOfDenial(span)) return KeepReason.Denied;
        return duration > _slow ? KeepReason.Slow : null;
    }

    /// <summary>
    /// The span was empty so far: it gets what the instrumentation says of a request at its start. What it says at the end (route, status)
    /// it says when the span ends.
    /// </summary>
    private static void Keep(HttpContext http, Activity span, HeldSpans? held, KeepReason reason)
    {
        var request = http.Request;
        span.IsAllDataRequested = true;
        span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        if (span.GetTagItem("http.request.method") is null) span.SetTag("http.request.method", KnownMethod(request.Method));
        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", $"{request.PathBase}{request.Path}");
        span.SetTag("server.address", request.Host.Host);
        if (request.Host.Port is { } port) span.SetTag("server.port", port);
        if (HttpProtocol.IsHttp2(request.Protocol)) span.SetTag("network.protocol.version", "2");
        else if (HttpProtocol.IsHttp11(request.Protocol)) span.SetTag("network.protocol.version", "1.1");
        span.SetTag("velro.trace.reason", TraceMetrics.NameOf(reason));
        if (held is { LeftOut: > 0 and var leftOut }) span.SetTag("velro.trace.spans.left_out", leftOut);
    }

    private static string KnownMethod(string method) => HttpMethods.GetCanonicalizedValue(method) switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "TRACE" or "CONNECT" => HttpMethods.GetCanonicalizedValue(method),
        _ => "_OTHER",
    };
}
