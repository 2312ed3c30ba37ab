using Microsoft.Extensions.Options;
using Velro.LocalAspire.Dashboard.Telemetry;
using Velro.LocalAspire.Dashboard.Telemetry.Logs;
using Velro.LocalAspire.Dashboard.Telemetry.Traces;

namespace Velro.LocalAspire.Dashboard.Tests.Telemetry;

/// <summary>Telemetry to test with.</summary>
internal static class Sample
{
    public static readonly DateTime Noon = new(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);

    public static TelemetryStore Store(Action<TelemetryLimits>? limit = null)
    {
        var limits = new TelemetryLimits();
        limit?.Invoke(limits);
        return new TelemetryStore(Options.Create(limits));
    }

    public static TelemetrySource Source(this TelemetryStore store, string service, string instance = "") =>
        store.Sources.Find([new("service.name", service), new("service.instance.id", instance)])!;

    public static LogEntry Log(TelemetrySource source, string message, int second = 0) => new()
    {
        Source = source,
        Time = Noon.AddSeconds(second),
        Severity = LogSeverity.Information,
        Message = message,
        Category = "Velro.Sample",
    };

    public static SpanRecord Span(
        TelemetrySource source,
        int trace,
        int span = 1,
        int parent = 0,
        SpanStatus status = SpanStatus.Unset,
        double milliseconds = 10) => new()
        {
            Source = source,
            TraceId = trace.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
            SpanId = span.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            ParentId = parent == 0 ? "" : parent.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            Name = $"span {span}",
            Kind = SpanKind.Server,
            Start = Noon.AddSeconds(trace).AddMilliseconds(span),
            Duration = TimeSpan.FromMilliseconds(milliseconds),
            Status = status,
            Attributes = [new("http.request.method", "GET"), new("http.response.status_code", "200")],
        };
}
