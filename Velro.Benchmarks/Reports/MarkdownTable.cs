namespace Velro.Benchmarks.Reports;

/// <summary>A table in Markdown, written as its rows come.</summary>
internal static class MarkdownTable
{
    public static void Head(params string[] cells)
    {
        Row(cells);
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", cells.Length))}");
    }

    public static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
