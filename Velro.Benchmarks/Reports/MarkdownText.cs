using System.Globalization;
using System.Text;

namespace Velro.Benchmarks.Reports;

/// <summary>A piece of a document, in Markdown, put together before it is written.</summary>
internal sealed class MarkdownText
{
    private readonly StringBuilder _text = new();

    /// <summary>A paragraph.</summary>
    public MarkdownText Paragraph(FormattableString text)
    {
        _text.Append(text.ToString(CultureInfo.InvariantCulture)).Append("\n\n");
        return this;
    }

    /// <summary>A table.</summary>
    public MarkdownText Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(head);
        Row([.. head.Select(static _ => "---")]);
        foreach (var row in rows) Row(row);
        _text.Append('\n');
        return this;
    }

    /// <summary>A picture in <c>docs/images</c>, for a document in <c>docs</c>.</summary>
    public MarkdownText Image(string file, string what) => Paragraph($"![{what}](images/{file})");

    public override string ToString() => _text.ToString();

    private void Row(IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
