using System.Globalization;
using System.Text;

namespace Velro.Nodes.Reports;

/// <summary>A report as Markdown, for where there are no pictures.</summary>
public static class MarkdownReport
{
    /// <summary>Writes it.</summary>
    public static string Write(PerformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Performance, {Figures.Moment(report.From)} – {Figures.Moment(report.To)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Made {Figures.Moment(report.MadeAt)}. {ReportTexts.CoverageOf(report)}\n");
        foreach (var section in ReportTexts.SectionsOf(report))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Heading}\n\n");
            if (section.Intro is { } intro) text.Append(intro).Append("\n\n");
            if (section.Rows.Count == 0) text.Append(section.WhenEmpty).Append('\n');
            else Table(text, section);
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, ReportSection section)
    {
        Row(text, section.Columns.Select(static column => column.Name));
        Row(text, section.Columns.Select(static column => column.IsNumber ? "---:" : "---"));
        foreach (var row in section.Rows) Row(text, row.Select(static cell => Escape(cell.Text)));
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
