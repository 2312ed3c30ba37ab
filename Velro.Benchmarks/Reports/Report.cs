using System.Text.Encodings.Web;
using System.Text.Json;

namespace Velro.Benchmarks.Reports;

/// <summary>The results of a run as JSON, for whatever compares runs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a file; null: none is wanted.</summary>
    public static async Task WriteAsync(string? path, object results)
    {
        if (path is null) return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(results, Options));
    }
}
