using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Velro.LocalAspire.Proxy;

namespace Velro.Benchmarks.Topology;

/// <summary>
/// A collector (OTLP over HTTP) that takes everything and keeps nothing: a server that is measured exports its telemetry as it does in a
/// deployment. It counts what comes, so that nobody measures a server that exports nothing.
/// </summary>
internal sealed class TelemetrySink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _traces;
    private long _metrics;

    private TelemetrySink()
    {
        Port = Ports.Free();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Port}");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public int Port { get; }

    /// <summary>The bytes of spans that came.</summary>
    public long TraceBytes => Interlocked.Read(ref _traces);

    /// <summary>The bytes of metrics that came.</summary>
    public long MetricBytes => Interlocked.Read(ref _metrics);

    public static async Task<TelemetrySink> StartAsync()
    {
        var sink = new TelemetrySink();
        await sink._app.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        var bytes = 0L;
        var body = http.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync();
            bytes += read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        if (http.Request.Path == "/v1/traces") Interlocked.Add(ref _traces, bytes);
        if (http.Request.Path == "/v1/metrics") Interlocked.Add(ref _metrics, bytes);
        http.Response.ContentType = "application/x-protobuf";
    }
}
