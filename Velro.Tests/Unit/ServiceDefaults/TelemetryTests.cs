using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Velro.Tests.Unit.ServiceDefaults;

/// <summary>
/// Meters and sources belong to the process, not to one host in it: a host that ends takes the instruments of the same name with it. So
/// these tests run alone.
/// </summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true), Collection(nameof(TelemetryTests))]
public class TelemetryTests
{
    [Fact]
    public async Task Logs_metrics_and_traces_go_to_the_configured_collector_with_its_key()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var name = $"Velro.Test.{Guid.NewGuid():N}";
        await using (var app = await DefaultsApp.StartAsync(configuration:
            [$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
             "--OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=k1", "--OTEL_SERVICE_NAME=authapi"]))
        {
            using var source = new ActivitySource(name);
            using var meter = new Meter(name);
            using (source.StartActivity($"{name}.span")) meter.CreateCounter<int>($"{name}.count").Add(1);
            Log(app, name);
        }

        Assert.True(collector.Has("/v1/traces", $"{name}.span"));
        Assert.True(collector.Has("/v1/metrics", $"{name}.count"));
        Assert.True(collector.Has("/v1/logs", $"{name}.log of {name}"), "A log is sent with its formatted message.");
        Assert.All(collector.Received, static one => Assert.Equal("k1", one.Key));
        Assert.All(collector.Received, static one => Assert.Contains("authapi", one.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slow_request_can_be_found_from_its_histogram()
    {
        var metrics = new List<Metric>();
        var name = $"Velro.Test.{Guid.NewGuid():N}";
        await using var app = await DefaultsApp.StartAsync(builder => builder.Services.AddOpenTelemetry()
            .WithMetrics(provider => provider.AddInMemoryExporter(metrics)));
        using var source = new ActivitySource(name);
        using var meter = new Meter(name);
        var histogram = meter.CreateHistogram<double>($"{name}.duration");
        ActivityTraceId trace;
        using (var span = source.StartActivity("slow"))
        {
            trace = span!.TraceId;
            histogram.Record(1);
        }

        app.Services.GetRequiredService<MeterProvider>().ForceFlush();
        var points = new List<ActivityTraceId>();
        foreach (ref readonly var point in metrics.Single(metric => metric.Name == $"{name}.duration").GetMetricPoints())
        {
            Assert.True(point.TryGetExemplars(out var exemplars));
            foreach (ref readonly var exemplar in exemplars) points.Add(exemplar.TraceId);
        }

        Assert.Equal([trace], points);
    }

    [Fact]
    public async Task Work_is_traced_and_measured_and_probes_are_neither()
    {
        var spans = new List<Activity>();
        await using var app = await DefaultsApp.StartAsync(
            builder => builder.Services.AddOpenTelemetry().WithTracing(provider => provider.AddInMemoryExporter(spans)),
            configuration: "--Velro:Tracing:SampleRatio=1");
        string[] paths = ["/health", "/alive", "/metrics", "/work"];
        foreach (var path in paths) (await app.GetAsync(path)).Dispose();
        // A request is measured and traced after its answer, and a scrape may be some hundred milliseconds old.
        var text = "";
        var patience = Stopwatch.StartNew();
        while (!text.Contains("http_route=\"/work\"", StringComparison.Ordinal) || !Served(spans).Contains("/work"))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), $"Traced: {string.Join(" ", Served(spans))}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
            text = await app.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        }

        Assert.Empty(Served(spans).Intersect(["/health", "/alive", "/metrics"]));
        var measured = text.Split('\n').Where(static line => line.StartsWith("http_server_request_duration", StringComparison.Ordinal));
        string[] probes = ["\"/health\"", "\"/alive\"", "\"/metrics\""];
        Assert.DoesNotContain(measured, line => probes.Any(line.Contains));

        static string[] Served(List<Activity> spans) =>
            [.. from span in spans.ToArray() where span.Kind == ActivityKind.Server select $"{span.GetTagItem("url.path")}"];
    }

    private static void Log(DefaultsApp app, string name)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("test");
        logger.LogInformation("{Name}.log of {Same}", name, name);
    }
}
