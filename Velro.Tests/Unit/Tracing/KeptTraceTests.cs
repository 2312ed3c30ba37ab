using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Velro.ServiceDefaults.Tracing;
using Velro.Tests.Integration;
using Velro.Tests.Unit.ServiceDefaults;

namespace Velro.Tests.Unit.Tracing;

/// <summary>
/// Which traces are exported of a process that keeps no ordinary one. Sources belong to the process, and whoever listens elsewhere in it has
/// everything recorded: these tests run alone.
/// </summary>
[CollectionDefinition(nameof(KeptTraceTests), DisableParallelization = true), Collection(nameof(KeptTraceTests))]
public sealed class KeptTraceTests : IDisposable
{
    private const string Never = "01:00:00";

    private readonly ActivitySource _source = new("Velro.Test.KeptTraces");
    private readonly KeptSpans _spans = new();

    public void Dispose() => _source.Dispose();

    [Theory]
    [InlineData("/fails", "error", 500)]
    [InlineData("/throws", "error", 500)]
    [InlineData("/denies", "denied", 200)]
    public async Task A_trace_with_an_error_or_a_denial_by_layer_5_is_kept_with_what_is_below_it(string path, string reason, int status)
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 3; i++) (await app.GetAsync("/work-below")).Dispose();
        (await app.GetAsync(path)).Dispose();
        await Eventually.TrueAsync(() => _spans.Requests.Count > 0);

        var (below, request) = (_spans.All[0], _spans.All[1]);
        Assert.Equal(2, _spans.All.Count);
        Assert.Equal(("below", request.TraceId, request.SpanId), (below.DisplayName, below.TraceId, below.ParentSpanId));
        Assert.Equal(reason, request.GetTagItem("velro.trace.reason"));
        Assert.Equal(("GET", path, path, status), (
            request.GetTagItem("http.request.method"), request.GetTagItem("http.route"), request.GetTagItem("url.path"),
            request.GetTagItem("http.response.status_code")));
        Assert.Equal($"GET {path}", request.DisplayName);
        Assert.Equal(status == 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset, request.Status);
    }

    /// <summary>A warm check has no other span, and its own was empty until it was decided.</summary>
    [Fact]
    public async Task A_denial_by_layer_5_that_the_request_tells_itself_is_kept()
    {
        await using var app = await StartAsync();
        (await app.GetAsync("/work")).Dispose();
        (await app.GetAsync("/denies-warm")).Dispose();
        await Eventually.TrueAsync(() => _spans.Requests.Count > 0);

        Assert.Equal("denied", Assert.Single(_spans.All).GetTagItem("velro.trace.reason"));
    }

    [Fact]
    public async Task A_slow_trace_is_kept_with_what_is_below_it()
    {
        await using var app = await StartAsync("--Velro:Tracing:SlowThreshold=00:00:00");
        (await app.GetAsync("/work-below")).Dispose();
        await Eventually.TrueAsync(() => _spans.Requests.Count > 0);

        Assert.Equal(["below", "GET /work-below"], _spans.All.Select(static span => span.DisplayName));
        Assert.Equal("slow", _spans.All[1].GetTagItem("velro.trace.reason"));
    }

    [Fact]
    public async Task Ordinary_traces_leave_nothing_behind()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 50; i++) (await app.GetAsync("/work-below")).Dispose();
        (await app.GetAsync("/fails")).Dispose();
        await Eventually.TrueAsync(() => _spans.Requests.Count > 0);

        Assert.Equal(["GET /fails"], _spans.Requests.Select(static span => span.DisplayName));
        Assert.Equal(0, HeldSpans.InAll);
    }

    [Fact]
    public async Task What_is_held_of_one_trace_is_bounded_and_the_trace_says_what_it_lacks()
    {
        await using var app = await StartAsync();
        (await app.GetAsync("/many")).Dispose();
        await Eventually.TrueAsync(() => _spans.Requests.Count > 0);

        Assert.Equal(HeldSpans.MaximumOfTrace + 1, _spans.All.Count);
        Assert.Equal(44, _spans.Requests[0].GetTagItem("velro.trace.spans.left_out"));
        Assert.Equal(0, HeldSpans.InAll);
    }

    [Fact]
    public async Task A_trace_that_its_caller_keeps_is_kept_here_while_the_allowance_lasts_and_one_that_it_does_not_keep_when_it_fails()
    {
        await using var app = await StartAsync("--Velro:Tracing:CallerSampledPerSecond=1");
        var (kept, failed) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        using var client = PlainClient.For(app.Client.BaseAddress!);
        await GetAsync("/work-below", kept, "01");
        await GetAsync("/work-below", ActivityTraceId.CreateRandom(), "00");
        await GetAsync("/fails", failed, "00");
        await Eventually.TrueAsync(() => _spans.Requests.Count > 1);

        Assert.Equal([kept, failed], _spans.Requests.Select(static span => span.TraceId));
        Assert.Equal(["below", "below"], _spans.All.Where(static span => span.Kind == ActivityKind.Internal).Select(static span => span.DisplayName));

        async Task GetAsync(string path, ActivityTraceId trace, string flags)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-{flags}");
            (await client.SendAsync(request, TestContext.Current.CancellationToken)).Dispose();
        }
    }

    [Fact]
    public async Task Kept_and_dropped_traces_are_counted_and_a_request_that_failed_is_found_from_its_histogram()
    {
        var metrics = new List<Metric>();
        await using var app = await StartAsync(metrics);
        for (var i = 0; i < 3; i++) (await app.GetAsync("/work")).Dispose();
        (await app.GetAsync("/fails")).Dispose();
        await Eventually.TrueAsync(() => _spans.Requests.Count > 0);
        app.Services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.Equal([("", 3L)], Sums(metrics, "velro.traces.dropped"));
        Assert.Equal([("error", 1L)], Sums(metrics, "velro.traces.kept"));
        Assert.Equal([_spans.Requests[0].TraceId], Exemplars(metrics.Single(static metric => metric.Name == "http.server.request.duration")));
    }

    /// <summary>The standard variable is obeyed: then nothing is kept at all.</summary>
    [Fact]
    public async Task Tracing_can_be_turned_off()
    {
        await using var app = await DefaultsApp.StartAsync(Collect, MapEndpoints, configuration: "--OTEL_TRACES_SAMPLER=always_off");
        (await app.GetAsync("/fails")).Dispose();
        (await app.GetAsync("/work")).Dispose();

        Assert.Empty(_spans.All);
    }

    [Theory]
    [InlineData("--OTEL_TRACES_SAMPLER=always_on", 1.0)]
    [InlineData("--OTEL_TRACES_SAMPLER=parentbased_traceidratio --OTEL_TRACES_SAMPLER_ARG=0.25", 0.25)]
    [InlineData("--environment=Development", 1.0)]
    [InlineData("--environment=Production", 0.01)]
    [InlineData("--OTEL_TRACES_SAMPLER=always_on --Velro:Tracing:SampleRatio=0.5", 0.5)]
    public async Task The_share_comes_from_the_setting_the_standard_variable_or_the_environment(string configuration, double ratio)
    {
        await using var app = await DefaultsApp.StartAsync(configuration: configuration.Split(' '));

        Assert.Equal(ratio, app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<TracingOptions>>().Value.SampleRatio);
    }

    private Task<DefaultsApp> StartAsync(params string[] configuration) => StartAsync(metrics: null, configuration);

    private Task<DefaultsApp> StartAsync(List<Metric>? metrics, params string[] configuration) => DefaultsApp.StartAsync(
        builder =>
        {
            Collect(builder);
            if (metrics is not null) builder.Services.AddOpenTelemetry().WithMetrics(provider => provider.AddInMemoryExporter(metrics));
        },
        MapEndpoints,
        operators: null,
        ["--Velro:Tracing:SampleRatio=0", $"--Velro:Tracing:SlowThreshold={Never}", .. configuration]);

    private void Collect(WebApplicationBuilder builder) =>
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddProcessor(_spans));

    private void MapEndpoints(WebApplication app)
    {
        app.MapGet("/work-below", () => Below(static _ => Results.Ok()));
        app.MapGet("/fails", () => Below(static _ => Results.StatusCode(500)));
        app.MapGet("/throws", () => Below(static _ => throw new InvalidOperationException("It is broken.")));
        app.MapGet("/denies", () => Below(static span =>
        {
            span?.SetTag("velro.decision.layer", 5);
            return Results.Ok();
        }));
        app.MapGet("/denies-warm", static () =>
        {
            Activity.Current!.IsAllDataRequested = true;
            Activity.Current.SetTag("velro.decision.layer", 5);
        });
        app.MapGet("/many", () =>
        {
            for (var i = 0; i < HeldSpans.MaximumOfTrace + 44; i++) Below(static _ => Results.Ok());
            return Results.StatusCode(500);
        });
    }

    /// <summary>As something does that leaves the process.</summary>
    private IResult Below(Func<Activity?, IResult> work)
    {
        using var span = Velro.Data.Tracing.Spans.BeginCold(_source, "below");
        return work(span);
    }

    private static (string Reason, long Sum)[] Sums(List<Metric> metrics, string name)
    {
        var sums = new List<(string, long)>();
        foreach (ref readonly var point in metrics.Single(metric => metric.Name == name).GetMetricPoints())
        {
            var reason = "";
            foreach (var tag in point.Tags) reason = $"{tag.Value}";
            sums.Add((reason, point.GetSumLong()));
        }

        return [.. sums];
    }

    private static ActivityTraceId[] Exemplars(Metric metric)
    {
        var ids = new List<ActivityTraceId>();
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (!point.TryGetExemplars(out var exemplars)) continue;
            foreach (ref readonly var exemplar in exemplars) ids.Add(exemplar.TraceId);
        }

        return [.. ids];
    }
}
