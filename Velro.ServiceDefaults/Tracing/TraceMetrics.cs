using System.Diagnostics.Metrics;

namespace Velro.ServiceDefaults.Tracing;

/// <summary>Why the trace of a request is kept.</summary>
internal enum KeepReason
{
    /// <summary>It is one of the ordinary share, or its caller keeps the trace; that was known at its start.</summary>
    Sampled,

    /// <summary>The answer is a 5xx, or there was none.</summary>
    Error,

    /// <summary>Layer 5 denied something.</summary>
    Denied,

    /// <summary>It took longer than is usual.</summary>
    Slow,
}

/// <summary>The counters of traces (meter <c>Velro.Telemetry</c>).</summary>
internal sealed class TraceMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Velro.Telemetry";

    private readonly Counter<long> _kept;
    private long _dropped;

    public TraceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _kept = meter.CreateCounter<long>("velro.traces.kept", "{trace}", "Traces of requests that are kept, by the reason.");
        meter.CreateObservableCounter("velro.traces.dropped", () => Volatile.Read(ref _dropped), "{trace}", "Traces of requests that are not kept.");
    }

    public void WasKept(KeepReason reason) => _kept.Add(1, new KeyValuePair<string, object?>("velro.trace.reason", NameOf(reason)));

    /// <summary>Most requests end so: whoever listens is told when they look, and not each time.</summary>
    public void WasDropped() => Interlocked.Increment(ref _dropped);

    public static string NameOf(KeepReason reason) => reason switch
    {
        KeepReason.Sampled => "sampled",
        KeepReason.Error => "error",
        KeepReason.Denied => "denied",
        _ => "slow",
    };
}
