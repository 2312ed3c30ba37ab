namespace Velro.LocalAspire.Dashboard.Telemetry.Logs;

/// <summary>A log entry with its attributes.</summary>
public sealed class LogEntry
{
    /// <summary>Its number, in the order of arrival.</summary>
    public long Id { get; set; }

    public required TelemetrySource Source { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTime Time { get; init; }

    public required LogSeverity Severity { get; init; }

    /// <summary>The text, formatted.</summary>
    public required string Message { get; init; }

    /// <summary>Who wrote it: the category of a .NET logger.</summary>
    public required string Category { get; init; }

    public string EventName { get; init; } = "";

    /// <summary>The trace, in hexadecimal digits; empty outside one.</summary>
    public string TraceId { get; init; } = "";

    public string SpanId { get; init; } = "";

    public KeyValuePair<string, string>[] Attributes { get; init; } = [];
}

/// <summary>OpenTelemetry's six levels, each of which has four steps on the wire.</summary>
public enum LogSeverity
{
    Unset,
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}
