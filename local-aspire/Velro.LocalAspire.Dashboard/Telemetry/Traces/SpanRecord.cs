namespace Velro.LocalAspire.Dashboard.Telemetry.Traces;

/// <summary>A span, as it was sent.</summary>
public sealed class SpanRecord
{
    public required TelemetrySource Source { get; init; }

    /// <summary>The trace, in hexadecimal digits.</summary>
    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    /// <summary>The span it is part of; empty for a root.</summary>
    public required string ParentId { get; init; }

    public required string Name { get; init; }

    public required SpanKind Kind { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTime Start { get; init; }

    public required TimeSpan Duration { get; init; }

    public required SpanStatus Status { get; init; }

    public string StatusMessage { get; init; } = "";

    /// <summary>The instrumentation that made it.</summary>
    public string Scope { get; init; } = "";

    public KeyValuePair<string, string>[] Attributes { get; init; } = [];

    public SpanEvent[] Events { get; init; } = [];

    public SpanLink[] Links { get; init; } = [];

    public DateTime End => Start + Duration;
}

/// <summary>Something that happened in a span.</summary>
public sealed record SpanEvent(string Name, DateTime Time, KeyValuePair<string, string>[] Attributes);

/// <summary>A span of this or another trace that has to do with a span.</summary>
public sealed record SpanLink(string TraceId, string SpanId, KeyValuePair<string, string>[] Attributes);

/// <summary>A span's part in a conversation.</summary>
public enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>How a span went.</summary>
public enum SpanStatus
{
    Unset,
    Ok,
    Error,
}
