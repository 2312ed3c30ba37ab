using System.Globalization;

namespace Velro.LoadTest.Server;

/// <summary>One series of a scrape.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Labels">Its labels as they stand in the text.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct MetricSeries(string Name, string Labels, double Value)
{
    /// <summary>The value of a label; null: it has none of this name.</summary>
    public string? Label(string label)
    {
        var at = Labels.IndexOf(label + "=\"", StringComparison.Ordinal);
        if (at < 0 || (at > 0 && Labels[at - 1] != ',')) return null;
        var start = at + label.Length + 2;
        return Labels[start..Labels.IndexOf('"', start)];
    }
}

/// <summary>Reads the text format of Prometheus, as far as the metrics of Velro need: no label of theirs has an escaped quote.</summary>
internal static class MetricsText
{
    public static IEnumerable<MetricSeries> Read(string text)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (Parse(line) is { } series) yield return series;
        }
    }

    private static IEnumerable<string> EnumerateLines(this string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static MetricSeries? Parse(string line)
    {
        if (line.Length == 0 || line[0] == '#') return null;
        var open = line.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? line.IndexOf(' ', StringComparison.Ordinal) : line.IndexOf('}', open) + 1;
        if (close <= 0) return null;
        var name = open < 0 ? line[..close] : line[..open];
        var labels = open < 0 ? "" : line[(open + 1)..(close - 1)];
        var rest = line.AsSpan(close).Trim();
        var end = rest.IndexOf(' ');
        return double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new MetricSeries(name, labels, value)
            : null;
    }
}
