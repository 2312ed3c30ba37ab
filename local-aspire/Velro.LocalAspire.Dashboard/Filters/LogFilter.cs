using Velro.LocalAspire.Dashboard.Telemetry.Logs;

namespace Velro.LocalAspire.Dashboard.Filters;

/// <summary>Which log entries are shown.</summary>
internal sealed record LogFilter
{
    public const string Path = "/structuredlogs";

    /// <summary>The names that stand for what every entry has; any other is an attribute's.</summary>
    public static readonly IReadOnlyList<string> OwnFields = ["message", "category", "event", "level", "resource", "trace.id", "span.id"];

    /// <summary>A service, or one instance of it.</summary>
    public string? Resource { get; init; }

    /// <summary>The lowest level.</summary>
    public LogSeverity Level { get; init; }

    /// <summary>Part of the message or the category.</summary>
    public string? Text { get; init; }

    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    public IReadOnlyList<FieldFilter> Fields { get; init; } = [];

    /// <summary>Reads an address.</summary>
    public static LogFilter FromAddress(string address)
    {
        var query = Address.Query(address);
        return new LogFilter
        {
            Resource = query.Text("resource"),
            Level = Enum.TryParse<LogSeverity>(query.Text("level"), ignoreCase: true, out var level) && Enum.IsDefined(level)
                ? level
                : LogSeverity.Unset,
            Text = query.Text("text"),
            TraceId = query.Text("traceId"),
            SpanId = query.Text("spanId"),
            Fields = query.Fields(),
        };
    }

    /// <summary>The address of the page with this filter, and with an entry open on it.</summary>
    public string ToAddress(long? entry = null) => Address.Of(
        Path,
        [
            ("resource", Resource),
            ("level", Level == LogSeverity.Unset ? null : Level.ToString()),
            ("text", Text),
            ("traceId", TraceId),
            ("spanId", SpanId),
            .. Fields.Select(field => ("filter", (string?)field.ToAddress())),
            ("entry", entry?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ]);

    /// <summary>Whether an entry is shown.</summary>
    public bool Shows(LogEntry entry) =>
        entry.Severity >= Level
        && (Resource is null || entry.Source.IsNamed(Resource))
        && (TraceId is null || entry.TraceId.StartsWith(TraceId, StringComparison.OrdinalIgnoreCase))
        && (SpanId is null || entry.SpanId.Equals(SpanId, StringComparison.OrdinalIgnoreCase))
        && (Text is null
            || entry.Message.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || entry.Category.Contains(Text, StringComparison.OrdinalIgnoreCase))
        && Fields.All(field => field.Holds(ValueOf(entry, field.Field)));

    private static string? ValueOf(LogEntry entry, string field) => field switch
    {
        "message" => entry.Message,
        "category" => entry.Category,
        "event" => entry.EventName,
        "level" => entry.Severity.ToString(),
        "resource" => entry.Source.DisplayName,
        "trace.id" => entry.TraceId,
        "span.id" => entry.SpanId,
        _ => entry.Attributes.ValueOf(field),
    };

    public bool Equals(LogFilter? other) => other is not null && ToAddress() == other.ToAddress();

    public override int GetHashCode() => ToAddress().GetHashCode(StringComparison.Ordinal);
}
