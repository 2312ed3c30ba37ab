using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Velro.LocalAspire.Dashboard.Filters;
using Velro.LocalAspire.Dashboard.Resources;
using Velro.LocalAspire.Dashboard.Telemetry;
using Velro.LocalAspire.Dashboard.Telemetry.Logs;
using Velro.LocalAspire.Dashboard.Telemetry.Metrics;
using Velro.LocalAspire.Dashboard.Telemetry.Traces;

namespace Velro.LocalAspire.Dashboard.Downloads;

/// <summary>What a page shows, as a file: its own address below <c>/download</c>.</summary>
internal static partial class DownloadEndpoints
{
    private static readonly TimeSpan ConsolePatience = TimeSpan.FromMilliseconds(500);

    public static void MapDownloads(this WebApplication app)
    {
        app.MapGet($"/download{LogFilter.Path}", static (HttpContext http, TelemetryStore store) =>
            WriteLinesAsync(http, "logs.jsonl", store.Logs.Find(LogFilter.FromAddress(http.Request.QueryString.Value ?? "").Shows), Write));
        app.MapGet($"/download{TraceFilter.Path}", static (HttpContext http, TelemetryStore store) =>
            WriteLinesAsync(
                http,
                "spans.jsonl",
                store.Traces.Find(TraceFilter.FromAddress(http.Request.QueryString.Value ?? "").Shows).SelectMany(trace => trace.Spans),
                Write));
        app.MapGet($"/download{MetricFilter.Path}", WriteMetricAsync);
        app.MapGet("/download/console", WriteConsoleAsync);
    }

    private static async Task WriteLinesAsync<T>(HttpContext http, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        AsFile(http, name, "application/x-ndjson");
        using var line = new MemoryStream();
        foreach (var item in items)
        {
            line.SetLength(0);
            await using (var json = new Utf8JsonWriter(line)) write(json, item);
            line.WriteByte((byte)'\n');
            await http.Response.Body.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length), http.RequestAborted);
        }
    }

    private static void Write(Utf8JsonWriter json, LogEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("time", entry.Time);
        json.WriteString("level", entry.Severity.ToString());
        json.WriteString("resource", entry.Source.DisplayName);
        json.WriteString("category", entry.Category);
        json.WriteString("message", entry.Message);
        if (entry.TraceId.Length > 0) json.WriteString("traceId", entry.TraceId);
        if (entry.SpanId.Length > 0) json.WriteString("spanId", entry.SpanId);
        Write(json, entry.Attributes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SpanRecord span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", span.TraceId);
        json.WriteString("spanId", span.SpanId);
        if (span.ParentId.Length > 0) json.WriteString("parentSpanId", span.ParentId);
        json.WriteString("name", span.Name);
        json.WriteString("resource", span.Source.DisplayName);
        json.WriteString("kind", span.Kind.ToString());
        json.WriteString("start", span.Start);
        json.WriteNumber("durationMs", span.Duration.TotalMilliseconds);
        json.WriteString("status", span.Status.ToString());
        if (span.StatusMessage.Length > 0) json.WriteString("statusMessage", span.StatusMessage);
        json.WriteString("scope", span.Scope);
        Write(json, span.Attributes);
        json.WriteStartArray("events");
        foreach (var happened in span.Events)
        {
            json.WriteStartObject();
            json.WriteString("name", happened.Name);
            json.WriteString("time", happened.Time);
            Write(json, happened.Attributes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (var link in span.Links)
        {
            json.WriteStartObject();
            json.WriteString("traceId", link.TraceId);
            json.WriteString("spanId", link.SpanId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, KeyValuePair<string, string>[] attributes)
    {
        json.WriteStartObject("attributes");
        foreach (var (key, value) in attributes.DistinctBy(attribute => attribute.Key)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static async Task WriteMetricAsync(HttpContext http, TelemetryStore store, TimeProvider time)
    {
        var filter = MetricFilter.FromAddress(http.Request.QueryString.Value ?? "");
        var chosen = store.Metrics.Find(filter.Resource ?? "")
            .Where(instrument => instrument.Info.Meter == filter.Meter && instrument.Info.Name == filter.Instrument).ToList();
        if (chosen.Count == 0)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var plot = MetricPlot.Of(
            chosen[0].Info,
            MetricPlot.Chosen(chosen, filter),
            TimeSpan.FromMinutes(filter.Minutes),
            time.GetUtcNow().UtcDateTime,
            filter.AsCount);
        AsFile(http, $"{filter.Instrument}.csv", "text/csv; charset=utf-8");
        var text = new StringBuilder("time");
        foreach (var line in plot.Lines) text.Append(',').Append(Quoted(line.Name));
        text.Append('\n');
        for (var i = 0; i < plot.Times.Length; i++)
        {
            text.Append(plot.Times[i].ToString("O", CultureInfo.InvariantCulture));
            foreach (var line in plot.Lines) text.Append(',').Append(line.Values[i]?.ToString(CultureInfo.InvariantCulture));
            text.Append('\n');
        }

        await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }

    // The host's stream has no end: what is there comes at once, and a pause means that it was all.
    private static async Task WriteConsoleAsync(HttpContext http, HostClient host, string id)
    {
        AsFile(http, $"{id}.log", "text/plain; charset=utf-8");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(ConsolePatience);
        try
        {
            await foreach (var line in host.WatchConsoleAsync(id, patience.Token))
            {
                patience.CancelAfter(ConsolePatience);
                await http.Response.WriteAsync($"{Colours().Replace(line.Text, "")}\n", http.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // That was all.
        }
    }

    // A spreadsheet would take what begins so for a formula.
    private static string Quoted(string text) =>
        $"\"{(text is ['=' or '+' or '-' or '@', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void AsFile(HttpContext http, string name, string type)
    {
        http.Response.ContentType = type;
        var safe = new string([.. name.Select(character => IsSafe(character) ? character : '_')]);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{safe}\"";
    }

    private static bool IsSafe(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_';

    [GeneratedRegex(@"\x1b\[[0-9;?]*[ -/]*[@-~]", RegexOptions.CultureInvariant)]
    private static partial Regex Colours();
}
