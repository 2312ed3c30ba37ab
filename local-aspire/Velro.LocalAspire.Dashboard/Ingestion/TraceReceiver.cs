using Google.Protobuf.Collections;
using Velro.LocalAspire.Dashboard.Protocol.Collector;
using Velro.LocalAspire.Dashboard.Protocol.Trace;
using Velro.LocalAspire.Dashboard.Telemetry;
using Velro.LocalAspire.Dashboard.Telemetry.Traces;

namespace Velro.LocalAspire.Dashboard.Ingestion;

/// <summary>Puts spans of the wire into the store.</summary>
internal sealed class TraceReceiver(TelemetryStore store, AttributeReader attributes)
{
    /// <summary>Takes a batch; the answer counts what could not be kept.</summary>
    public ExportTraceServiceResponse Receive(ExportTraceServiceRequest request)
    {
        var refused = 0L;
        foreach (var ofResource in request.ResourceSpans)
        {
            var spans = new List<SpanRecord>(ofResource.ScopeSpans.Sum(scope => scope.Spans.Count));
            var source = store.Sources.Find(attributes.Read(ofResource.Resource?.Attributes ?? []));
            foreach (var ofScope in ofResource.ScopeSpans)
            {
                var scope = attributes.Text(ofScope.Scope?.Name ?? "");
                foreach (var span in ofScope.Spans)
                {
                    if (source is not null && Read(span, source, scope) is { } read) spans.Add(read);
                    else refused++;
                }
            }

            if (source is not null) store.Traces.Add(source, spans);
        }

        var response = new ExportTraceServiceResponse();
        if (refused > 0)
        {
            response.PartialSuccess = new ExportTracePartialSuccess
            {
                RejectedSpans = refused,
                ErrorMessage = "Spans without ids, or of more resources than are kept.",
            };
        }

        return response;
    }

    private SpanRecord? Read(Span span, TelemetrySource source, string scope)
    {
        var (traceId, spanId) = (AttributeReader.Id(span.TraceId), AttributeReader.Id(span.SpanId));
        if (traceId.Length == 0 || spanId.Length == 0) return null;
        var start = AttributeReader.Time(span.StartTimeUnixNano);
        var end = AttributeReader.Time(span.EndTimeUnixNano);
        return new SpanRecord
        {
            Source = source,
            TraceId = traceId,
            SpanId = spanId,
            ParentId = AttributeReader.Id(span.ParentSpanId),
            Name = attributes.Text(span.Name),
            Kind = Enum.IsDefined((SpanKind)(int)span.Kind) ? (SpanKind)(int)span.Kind : SpanKind.Unspecified,
            Start = start,
            Duration = end > start ? end - start : TimeSpan.Zero,
            Status = span.Status?.Code switch
            {
                Status.Types.StatusCode.Ok => SpanStatus.Ok,
                Status.Types.StatusCode.Error => SpanStatus.Error,
                _ => SpanStatus.Unset,
            },
            StatusMessage = attributes.Text(span.Status?.Message ?? ""),
            Scope = scope,
            Attributes = attributes.Read(span.Attributes),
            Events = Read(span.Events),
            Links = Read(span.Links),
        };
    }

    private SpanEvent[] Read(RepeatedField<Span.Types.Event> events) => events.Count == 0 ? [] :
    [
        .. events.Take(store.Limits.MaxSpanEventCount).Select(happened => new SpanEvent(
            attributes.Text(happened.Name), AttributeReader.Time(happened.TimeUnixNano), attributes.Read(happened.Attributes))),
    ];

    private SpanLink[] Read(RepeatedField<Span.Types.Link> links) => links.Count == 0 ? [] :
    [
        .. links.Take(store.Limits.MaxSpanEventCount).Select(link => new SpanLink(
            AttributeReader.Id(link.TraceId), AttributeReader.Id(link.SpanId), attributes.Read(link.Attributes))),
    ];
}
