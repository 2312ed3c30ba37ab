using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Velro.Tests.Unit.Tracing;

/// <summary>Takes the place of an exporter: the spans that would be exported, in that order.</summary>
internal sealed class KeptSpans : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = [];

    public IReadOnlyList<Activity> All => [.. _spans];

    public override void OnEnd(Activity data)
    {
        if (data.Recorded) _spans.Enqueue(data);
    }

    /// <summary>Those of a trace. Sources belong to the process, and other tests run beside this one.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _spans.Where(span => span.TraceId == trace)];

    /// <summary>The requests among them.</summary>
    public IReadOnlyList<Activity> Requests => [.. _spans.Where(static span => span.Kind == ActivityKind.Server)];
}
