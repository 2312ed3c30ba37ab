using System.Globalization;
using Velro.Nodes.Reports;

namespace Velro.Warmer.Reports;

/// <summary>The folder of weekly reports: each as Markdown and as a page. What stands there under its name is whole.</summary>
internal sealed class ReportFolder(string path, int kept)
{
    private const string Prefix = "velro-week-";

    private static readonly string[] Extensions = [".md", ".html"];

    /// <summary>Whether the report of the week that ends then is there.</summary>
    public bool Has(DateTimeOffset end) => Extensions.All(extension => File.Exists(FileOf(end, extension)));

    /// <summary>Writes a report, and removes the oldest ones beyond those that are kept.</summary>
    /// <exception cref="IOException">The folder took no file; the others are as they were.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written to.</exception>
    public async Task WriteAsync(PerformanceReport report, CancellationToken cancellation)
    {
        Directory.CreateDirectory(path);
        await ReplaceAsync(FileOf(report.To, ".md"), MarkdownReport.Write(report), cancellation);
        await ReplaceAsync(FileOf(report.To, ".html"), HtmlReport.Write(report), cancellation);
        foreach (var extension in Extensions)
        {
            // Their names are dates, which sort as text.
            foreach (var old in Directory.GetFiles(path, $"{Prefix}*{extension}").OrderDescending(StringComparer.Ordinal).Skip(kept)) File.Delete(old);
        }
    }

    private static async Task ReplaceAsync(string file, string text, CancellationToken cancellation)
    {
        var unfinished = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllTextAsync(unfinished, text, cancellation);
            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private string FileOf(DateTimeOffset end, string extension) =>
        Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{end.UtcDateTime:yyyy-MM-dd}{extension}"));
}
