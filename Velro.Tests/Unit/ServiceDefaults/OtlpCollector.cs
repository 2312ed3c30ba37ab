using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Velro.Tests.Unit.ServiceDefaults;

/// <summary>Takes OTLP over HTTP and keeps what came, by path.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Key, string Body)> _received = [];

    private OtlpCollector(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public IReadOnlyCollection<(string Path, string Key, string Body)> Received => _received;

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.Run(collector.ReceiveAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Whether a text (names are sent as they are) came to the path.</summary>
    public bool Has(string path, string text) =>
        _received.Any(one => one.Path == path && one.Body.Contains(text, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.Latin1);
        _received.Enqueue((http.Request.Path, $"{http.Request.Headers["x-otlp-api-key"]}", await reader.ReadToEndAsync()));
        http.Response.ContentType = "application/x-protobuf";
    }
}
