using Velro.LocalAspire.Dashboard.Protocol.Collector;
using Velro.LocalAspire.Dashboard.Protocol.Logs;
using Velro.LocalAspire.Dashboard.Telemetry;
using Velro.LocalAspire.Dashboard.Telemetry.Logs;

namespace Velro.LocalAspire.Dashboard.Ingestion;

/// <summary>Puts log entries of the wire into the store.</summary>
internal sealed class LogReceiver(TelemetryStore store, AttributeReader attributes)
{
    /// <summary>Takes a batch; the answer counts what could not be kept.</summary>
    public ExportLogsServiceResponse Receive(ExportLogsServiceRequest request)
    {
        var refused = 0L;
        foreach (var ofResource in request.ResourceLogs)
        {
            if (store.Sources.Find(attributes.Read(ofResource.Resource?.Attributes ?? [])) is not { } source)
            {
                refused += ofResource.ScopeLogs.Sum(scope => scope.LogRecords.Count);
                continue;
            }

            var entries = new List<LogEntry>();
            foreach (var ofScope in ofResource.ScopeLogs)
            {
                var category = attributes.Text(ofScope.Scope?.Name ?? "");
                foreach (var record in ofScope.LogRecords) entries.Add(Read(record, source, category));
            }

            store.Logs.Add(source, entries);
        }

        var response = new ExportLogsServiceResponse();
        if (refused > 0)
        {
            response.PartialSuccess = new ExportLogsPartialSuccess
            {
                RejectedLogRecords = refused,
                ErrorMessage = "Of more resources than are kept.",
            };
        }

        return response;
    }

    private LogEntry Read(LogRecord record, TelemetrySource source, string category) => new()
    {
        Source = source,
        // What has no time of its own has that at which it was noticed.
        Time = AttributeReader.Time(record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano),
        Severity = record.SeverityNumber is >= 1 and <= 24 ? (LogSeverity)(((record.SeverityNumber - 1) / 4) + 1) : LogSeverity.Unset,
        Message = attributes.Text(record.Body),
        Category = category,
        EventName = attributes.Text(record.EventName),
        TraceId = AttributeReader.Id(record.TraceId),
        SpanId = AttributeReader.Id(record.SpanId),
        Attributes = attributes.Read(record.Attributes),
    };
}
