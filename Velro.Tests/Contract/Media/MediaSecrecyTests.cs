using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Velro.Tests.Contract.Management;
using Velro.Tests.Security.Secrets;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Media;

/// <summary>
/// RIGHTS.md F6: signatures never reach logs or spans, also where everything is logged and telemetry is told to keep whole addresses.
/// Spans are of the process, so that others' are seen here too.
/// </summary>
public sealed class MediaSecrecyTests(PostgresFixture postgres)
{
    [Fact]
    public async Task F6_signatures_never_reach_logs_or_spans()
    {
        var (log, spans) = (new EverythingLog(), new ConcurrentSpans());
        await using var api = await Api.StartAsync(await postgres.CreateDatabaseAsync(), builder => builder
            .UseSetting("Logging:LogLevel:Default", "Trace")
            .UseSetting("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace")
            .UseSetting("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true")
            .ConfigureServices(services =>
            {
                services.AddSingleton<ILoggerProvider>(log);
                services.AddOpenTelemetry().WithTracing(tracing => tracing.AddInMemoryExporter(spans));
            }));
        var person = new Person(api.CreateCaller());
        var generation = (await person.PostAsync("/v1/generations", new { kind = "image", prompt = "p" })).Ok(HttpStatusCode.Created).Id;
        (await person.PutAsync(MediaFixture.PathOf(generation), Json.Of([1, 2, 3], "image/png"))).Ok(HttpStatusCode.Created);
        var url = (await person.PostAsync($"/v1/generations/{generation}/media-url", new { variant = "original" })).Ok().Text("url")!;
        var signature = QueryHelpers.ParseQuery(new Uri(url).Query)["signature"].Single()!;

        foreach (var (path, status) in new[]
        {
            (new Uri(url).PathAndQuery, HttpStatusCode.OK),
            (new Uri(url).PathAndQuery.Replace("/original", "/other", StringComparison.Ordinal), HttpStatusCode.Forbidden),
            (new Uri(url).PathAndQuery.Replace("/original", "/..%2f", StringComparison.Ordinal), HttpStatusCode.NotFound),
            (new Uri(url).PathAndQuery.Replace("/original", "", StringComparison.Ordinal), HttpStatusCode.NotFound),
        })
        {
            using var client = api.CreateCaller(key: null);
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(status, response.StatusCode);
        }

        api.Services.GetRequiredService<TracerProvider>().ForceFlush();
        var tags = spans.Texts();
        Assert.Contains(tags, tag => tag.Contains($"/media/{generation}/original", StringComparison.Ordinal)
            || tag.Contains("/media/{id}/{variant}", StringComparison.Ordinal));
        Assert.DoesNotContain(tags, tag => tag.Contains(signature, StringComparison.Ordinal));
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(signature, StringComparison.Ordinal));
    }
}
