using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Velro.ServiceDefaults;

/// <summary>Writes a health report as JSON: its state alone, or with its parts.</summary>
internal static class HealthReportWriter
{
    public static Task WriteStatusAsync(HttpContext http, HealthReport report) =>
        WriteAsync(http, json => json.WriteString("status", report.Status.ToString()));

    /// <summary>Descriptions are ours; exception texts may name hosts and users, and stay in the log.</summary>
    public static Task WritePartsAsync(HttpContext http, HealthReport report) => WriteAsync(http, json =>
    {
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("parts");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", entry.Status.ToString());
            json.WriteNumber("milliseconds", Math.Round(entry.Duration.TotalMilliseconds, 1));
            if (entry.Description is { } description && entry.Exception is null) json.WriteString("description", description);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static async Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    }
}
