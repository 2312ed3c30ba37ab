using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Velro.ServiceDefaults;

/// <summary>
/// Ends the traffic of a process before the process: told to stop, it says that it is not ready any more, and asks for each connection to be
/// closed with the answer to its next request, until no more come. A server that closed connections that are kept would break the requests that
/// are on their way over them.
/// </summary>
internal sealed class Draining(IOptions<DrainingOptions> options, TimeProvider time) : IHostedLifecycleService, IHealthCheck, IStartupFilter
{
    /// <summary>When no request came for so long, the others have seen that no more are wanted.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private volatile bool _isStopping;
    private int _requests;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (_isStopping) SendAway(http);
            return rest(http);
        });
        next(app);
    };

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        var began = time.GetTimestamp();
        for (var seen = -1; seen != (seen = Volatile.Read(ref _requests)) && time.GetElapsedTime(began) < options.Value.Limit;)
            await Task.Delay(Quiet, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isStopping ? HealthCheckResult.Unhealthy("This process is about to stop.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void SendAway(HttpContext http)
    {
        // Probes go on until the end, and are no traffic.
        if (!DefaultEndpoints.AreAt(http.Request.Path)) Interlocked.Increment(ref _requests);
        http.Response.Headers.Connection = "close";
    }
}
