using Microsoft.Extensions.Options;
using Velro.LocalAspire.Dashboard.Telemetry.Logs;
using Velro.LocalAspire.Dashboard.Telemetry.Metrics;
using Velro.LocalAspire.Dashboard.Telemetry.Traces;

namespace Velro.LocalAspire.Dashboard.Telemetry;

/// <summary>All telemetry that is kept.</summary>
internal sealed class TelemetryStore
{
    public TelemetryStore(IOptions<TelemetryLimits> limits)
    {
        Limits = limits.Value;
        Limits.Validate();
        Sources = new TelemetrySources(Limits);
        Logs = new LogStore(Limits);
        Traces = new TraceStore(Limits);
        Metrics = new MetricStore(Limits);
    }

    public TelemetryLimits Limits { get; }

    public TextPool Texts { get; } = new();

    public TelemetrySources Sources { get; }

    public LogStore Logs { get; }

    public TraceStore Traces { get; }

    public MetricStore Metrics { get; }
}
