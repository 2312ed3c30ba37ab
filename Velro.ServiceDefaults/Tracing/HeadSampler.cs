using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Velro.ServiceDefaults.Tracing;

/// <summary>
/// What is known when a span begins (<c>docs/adr/0005-traces-worth-keeping.md</c>). One request in so many is recorded from its start. Of the
/// others only the request's own span is made, empty, until it leaves the hot path: who begins a span there has that one record first, and then
/// what happens is recorded too, in case the request turns out to be one whose trace is kept (<see cref="RequestVerdicts"/>).
/// </summary>
/// <param name="ratio">The share of requests that are recorded from their start; 1: all are, whatever their callers say.</param>
/// <param name="callers">How many more are, since their callers say so.</param>
internal sealed class HeadSampler(double ratio, CallerAllowance callers) : Sampler
{
    private readonly TraceIdRatioBasedSampler _ratio = new(ratio);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var isSampled = (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0;
        if (parent.TraceId == default) return OfRoot(samplingParameters);
        if (parent.IsRemote) return Decided(ratio == 1 || isSampled && callers.TryTake());
        if (isSampled) return Decided(true);

        return new SamplingResult(
            Activity.Current is { IsAllDataRequested: true } current && current.SpanId == parent.SpanId
                ? SamplingDecision.RecordOnly
                : SamplingDecision.Drop);
    }

    /// <summary>
    /// A pass in the background is a root of its own that is rarely made, and always kept. What a pass that is not traced sends to others (the
    /// poll of the feed, forty times a second) tells nothing by itself.
    /// </summary>
    private SamplingResult OfRoot(in SamplingParameters root) => root.Kind switch
    {
        ActivityKind.Internal => Decided(true),
        ActivityKind.Client or ActivityKind.Producer => Decided(false),
        _ => _ratio.ShouldSample(root),
    };

    private static SamplingResult Decided(bool isSampled) => new(isSampled ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
