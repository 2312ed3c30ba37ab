using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Velro.Tests.Contract.Management;
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
        var tags = spans.Snapshot().SelectMany(static span => span.TagObjects.Select(tag => $"{span.DisplayName} {tag.Key}={tag.Value}")
            .Concat(span.Events.SelectMany(static one => one.Tags.Select(static tag => $"{tag.Key}={tag.Value}")))).ToArray();
        Assert.Contains(tags, tag => tag.Contains($"/media/{generation}/original", StringComparison.Ordinal)
            || tag.Contains("/media/{id}/{variant}", StringComparison.Ordinal));
        Assert.DoesNotContain(tags, tag => tag.Contains(signature, StringComparison.Ordinal));
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(signature, StringComparison.Ordinal));
    }

    /// <summary>An exporter adds while others are read.</summary>
    private sealed class ConcurrentSpans : ICollection<Activity>
    {
        private readonly ConcurrentQueue<Activity> _spans = new();

        public int Count => _spans.Count;

        public bool IsReadOnly => false;

        public Activity[] Snapshot() => [.. _spans];

        public void Add(Activity item) => _spans.Enqueue(item);

        public void Clear() => _spans.Clear();

        public bool Contains(Activity item) => _spans.Contains(item);

        public void CopyTo(Activity[] array, int arrayIndex) => _spans.CopyTo(array, arrayIndex);

        public bool Remove(Activity item) => throw new NotSupportedException();

        public IEnumerator<Activity> GetEnumerator() => _spans.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Keeps every line at every level, with its scopes.</summary>
    private sealed class EverythingLog : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(EverythingLog log, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull
            {
                log._lines.Enqueue($"{category} scope {Describe(state)}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                log._lines.Enqueue($"{category} {formatter(state, exception)} {Describe(state)} {exception}");

            private static string Describe<TState>(TState state) => state is IEnumerable<KeyValuePair<string, object?>> members
                ? string.Join(' ', members.Select(static member => $"{member.Key}={member.Value}"))
                : $"{state}";
        }
    }
}
