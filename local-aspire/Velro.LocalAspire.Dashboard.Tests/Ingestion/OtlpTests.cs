using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Velro.LocalAspire.Dashboard.Protocol.Collector;
using Velro.LocalAspire.Dashboard.Protocol.Common;
using Velro.LocalAspire.Dashboard.Protocol.Logs;
using Velro.LocalAspire.Dashboard.Protocol.Metrics;
using Velro.LocalAspire.Dashboard.Protocol.Resource;
using Velro.LocalAspire.Dashboard.Protocol.Trace;
using Velro.LocalAspire.Dashboard.Telemetry.Logs;
using Velro.LocalAspire.Dashboard.Telemetry.Metrics;
using Velro.LocalAspire.Dashboard.Telemetry.Traces;
using SpanState = Velro.LocalAspire.Dashboard.Protocol.Trace.Status;

namespace Velro.LocalAspire.Dashboard.Tests.Ingestion;

public sealed class OtlpTests(RunningDashboard dashboard) : IClassFixture<RunningDashboard>
{
    private const ulong Start = 1_795_867_200_000_000_000;

    private static readonly Metadata Key = new() { { "x-otlp-api-key", RunningDashboard.ApiKey } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_come_by_grpc_with_all_that_they_have()
    {
        using var channel = GrpcChannel.ForAddress(dashboard.OtlpGrpc);
        var span = Span(1, 1);
        span.ParentSpanId = Bytes(8, 9);
        span.Status = new SpanState { Code = SpanState.Types.StatusCode.Error, Message = "refused" };
        var list = new ArrayValue { Values = { new AnyValue { IntValue = 4 }, new AnyValue { StringValue = "b" } } };
        span.Attributes.Add([Text("a", "1"), Text("long", new string('x', 500))]);
        span.Attributes.Add([new KeyValue { Key = "list", Value = new AnyValue { ArrayValue = list } }, Text("one too many", "")]);
        span.Events.Add([Event("first"), Event("second"), Event("one too many")]);
        span.Links.Add(new Span.Types.Link { TraceId = Bytes(16, 7), SpanId = Bytes(8, 7) });
        var answer = await new TraceService.TraceServiceClient(channel).ExportAsync(Traces("grpc", span), Key, cancellationToken: Stop);
        Assert.Null(answer.PartialSuccess);

        var read = Assert.Single(dashboard.Store.Traces.Find(Hex(16, 1))!.Spans);
        Assert.Equal(("grpc", "GET /x", SpanStatus.Error, "refused"), (read.Source.Service, read.Name, read.Status, read.StatusMessage));
        Assert.Equal((SpanKind.Server, Hex(8, 9), "scope"), ((SpanKind)read.Kind, read.ParentId, read.Scope));
        Assert.Equal(TimeSpan.FromMilliseconds(25), read.Duration);
        Assert.Equal([new("a", "1"), new("long", new string('x', 100)), new("list", "[4,\"b\"]")], read.Attributes);
        Assert.Equal(["first", "second"], read.Events.Select(happened => happened.Name));
        Assert.Equal(Hex(16, 7), Assert.Single(read.Links).TraceId);
    }

    [Fact]
    public async Task Spans_without_ids_are_refused_and_counted_and_the_others_kept()
    {
        var broken = Span(2, 1);
        broken.SpanId = ByteString.CopyFrom(new byte[8]);
        using var response = await PostAsync("/v1/traces", Traces("http", broken, Span(2, 2)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType!.MediaType);
        var answer = ExportTraceServiceResponse.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(1, answer.PartialSuccess.RejectedSpans);
        Assert.Equal(1, dashboard.Store.Traces.Find(Hex(16, 2))!.SpanCount);
    }

    [Fact]
    public async Task Logs_come_by_http_also_compressed()
    {
        var request = new ExportLogsServiceRequest();
        request.ResourceLogs.Add(new ResourceLogs { Resource = Resource("logs") });
        request.ResourceLogs[0].ScopeLogs.Add(new ScopeLogs { Scope = new InstrumentationScope { Name = "Velro.Sample" } });
        request.ResourceLogs[0].ScopeLogs[0].LogRecords.Add(new LogRecord
        {
            ObservedTimeUnixNano = Start,
            SeverityNumber = 14,
            Body = new AnyValue { StringValue = "It is late" },
            TraceId = Bytes(16, 3),
            SpanId = Bytes(8, 4),
            EventName = "late",
        });
        using var response = await PostAsync("/v1/logs", request, compressed: true);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        var entry = Assert.Single(dashboard.Store.Logs.Find(entry => entry.Source.Service == "logs"));
        Assert.Equal(
            (LogSeverity.Warning, "It is late", "Velro.Sample", "late"), (entry.Severity, entry.Message, entry.Category, entry.EventName));
        Assert.Equal((Hex(16, 3), Hex(8, 4)), (entry.TraceId, entry.SpanId));
        Assert.Equal(DateTime.UnixEpoch.AddTicks((long)(Start / 100)), entry.Time);
    }

    [Fact]
    public async Task Metrics_of_all_kinds_come_with_their_exemplars()
    {
        using var channel = GrpcChannel.ForAddress(dashboard.OtlpGrpc);
        var client = new MetricsService.MetricsServiceClient(channel);
        for (var second = 0UL; second < 2; second++)
        {
            var answer = await client.ExportAsync(Metrics("metrics", second), Key, cancellationToken: Stop);
            Assert.Equal(1, answer.PartialSuccess.RejectedDataPoints);
        }

        var instruments = dashboard.Store.Metrics.Find("metrics").ToDictionary(instrument => instrument.Info.Name);
        Assert.Equal(["delta", "exponential", "gauge", "histogram", "sum"], instruments.Keys.Order());
        Assert.Equal([1.5, 2.5], Numbers("gauge"));
        Assert.Equal([10, 11], Numbers("sum"));
        // Differences add up to what they are of.
        Assert.Equal([5, 10], Numbers("delta"));
        Assert.Equal((InstrumentKind.Counter, "ms"), (instruments["sum"].Info.Kind, instruments["sum"].Info.Unit));

        var histogram = Assert.Single(instruments["histogram"].Read());
        Assert.Equal(2, histogram.Histograms.Length);
        Assert.Same(histogram.Histograms[0].Bounds, histogram.Histograms[1].Bounds);
        // One exemplar that is sent twice is one.
        Assert.Equal(Hex(16, 5), Assert.Single(histogram.Exemplars).TraceId);

        var exponential = Assert.Single(instruments["exponential"].Read()).Histograms[^1];
        Assert.Equal([0, 2, 4, 8], exponential.Bounds);
        Assert.Equal([1UL, 0, 3, 4, 0], exponential.Counts);

        IEnumerable<double> Numbers(string name) => Assert.Single(instruments[name].Read()).Numbers.Select(point => point.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("another")]
    [InlineData("the-key2")]
    public async Task Without_the_key_nothing_is_taken(string? key)
    {
        using var http = new HttpClient { BaseAddress = dashboard.OtlpHttp };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/traces") { Content = Body(Traces("thief", Span(6, 1))) };
        if (key is not null) request.Headers.Add("x-otlp-api-key", key);
        using var response = await http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);

        using var channel = GrpcChannel.ForAddress(dashboard.OtlpGrpc);
        var metadata = key is null ? [] : new Metadata { { "x-otlp-api-key", key } };
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await new TraceService.TraceServiceClient(channel).ExportAsync(Traces("thief", Span(6, 1)), metadata, cancellationToken: Stop));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Null(dashboard.Store.Traces.Find(Hex(16, 6)));
    }

    [Fact]
    public async Task What_is_no_message_is_refused()
    {
        using var http = new HttpClient { BaseAddress = dashboard.OtlpHttp };
        http.DefaultRequestHeaders.Add("x-otlp-api-key", RunningDashboard.ApiKey);
        using var json = await http.PostAsJsonAsync("/v1/traces", new { }, Stop);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        using var junk = new ByteArrayContent([0xff, 0xff, 0xff]);
        junk.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using var answer = await http.PostAsync("/v1/traces", junk, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Pages_are_not_on_the_ports_of_telemetry_nor_telemetry_on_that_of_the_pages()
    {
        using var http = new HttpClient { BaseAddress = dashboard.OtlpHttp };
        http.DefaultRequestHeaders.Add("x-otlp-api-key", RunningDashboard.ApiKey);
        using var page = await http.GetAsync("/login", Stop);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        using var browser = dashboard.Browser();
        browser.DefaultRequestHeaders.Add("x-otlp-api-key", RunningDashboard.ApiKey);
        using var traces = await browser.PostAsync("/v1/traces", Body(Traces("x", Span(8, 1))), Stop);
        Assert.Equal(HttpStatusCode.NotFound, traces.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, IMessage message, bool compressed = false)
    {
        using var http = new HttpClient { BaseAddress = dashboard.OtlpHttp };
        http.DefaultRequestHeaders.Add("x-otlp-api-key", RunningDashboard.ApiKey);
        using var body = Body(message, compressed);
        return await http.PostAsync(path, body, Stop);
    }

    private static ByteArrayContent Body(IMessage message, bool compressed = false)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) message.WriteTo(gzip);
        var body = new ByteArrayContent(compressed ? packed.ToArray() : message.ToByteArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        if (compressed) body.Headers.ContentEncoding.Add("gzip");
        return body;
    }

    private static ExportTraceServiceRequest Traces(string service, params ReadOnlySpan<Span> spans)
    {
        var scope = new ScopeSpans { Scope = new InstrumentationScope { Name = "scope" } };
        foreach (var span in spans) scope.Spans.Add(span);
        var resource = new ResourceSpans { Resource = Resource(service) };
        resource.ScopeSpans.Add(scope);
        return new ExportTraceServiceRequest { ResourceSpans = { resource } };
    }

    private static ExportMetricsServiceRequest Metrics(string service, ulong second)
    {
        var time = Start + (second * 1_000_000_000);
        var scope = new ScopeMetrics { Scope = new InstrumentationScope { Name = "meter" } };
        scope.Metrics.Add(new Metric
        {
            Name = "gauge",
            Gauge = new Gauge { DataPoints = { new NumberDataPoint { TimeUnixNano = time, AsDouble = 1.5 + second } } },
        });
        scope.Metrics.Add(new Metric
        {
            Name = "sum",
            Unit = "ms",
            Sum = new Sum
            {
                IsMonotonic = true,
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints = { new NumberDataPoint { TimeUnixNano = time, AsInt = 10 + (long)second } },
            },
        });
        scope.Metrics.Add(new Metric
        {
            Name = "delta",
            Sum = new Sum
            {
                AggregationTemporality = AggregationTemporality.Delta,
                DataPoints = { new NumberDataPoint { TimeUnixNano = time, AsInt = 5 } },
            },
        });
        scope.Metrics.Add(new Metric
        {
            Name = "histogram",
            Histogram = new Histogram
            {
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints =
                {
                    new HistogramDataPoint
                    {
                        TimeUnixNano = time,
                        Count = 3 + second,
                        Sum = 9,
                        ExplicitBounds = { 1, 5 },
                        BucketCounts = { 1, 2 + second, 0 },
                        Exemplars = { new Exemplar { TimeUnixNano = Start, AsDouble = 4, TraceId = Bytes(16, 5), SpanId = Bytes(8, 5) } },
                    },
                },
            },
        });
        scope.Metrics.Add(new Metric
        {
            Name = "exponential",
            ExponentialHistogram = new ExponentialHistogram
            {
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints =
                {
                    new ExponentialHistogramDataPoint
                    {
                        TimeUnixNano = time,
                        Count = 8 + second,
                        Scale = 0,
                        ZeroCount = 1,
                        Positive = new ExponentialHistogramDataPoint.Types.Buckets { Offset = 1, BucketCounts = { 3, 4 } },
                    },
                },
            },
        });
        scope.Metrics.Add(new Metric
        {
            Name = "summary",
            Summary = new Summary { DataPoints = { new SummaryDataPoint { TimeUnixNano = time } } },
        });
        var resource = new ResourceMetrics { Resource = Resource(service) };
        resource.ScopeMetrics.Add(scope);
        return new ExportMetricsServiceRequest { ResourceMetrics = { resource } };
    }

    private static Span Span(byte trace, byte span) => new()
    {
        TraceId = Bytes(16, trace),
        SpanId = Bytes(8, span),
        Name = "GET /x",
        Kind = Dashboard.Protocol.Trace.Span.Types.SpanKind.Server,
        StartTimeUnixNano = Start,
        EndTimeUnixNano = Start + 25_000_000,
    };

    private static Span.Types.Event Event(string name) => new() { Name = name, TimeUnixNano = Start };

    private static Resource Resource(string service) => new() { Attributes = { Text("service.name", service) } };

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static ByteString Bytes(int length, byte value) => ByteString.CopyFrom([.. Enumerable.Repeat(value, length)]);

    private static string Hex(int length, byte value) => Convert.ToHexStringLower([.. Enumerable.Repeat(value, length)]);
}
