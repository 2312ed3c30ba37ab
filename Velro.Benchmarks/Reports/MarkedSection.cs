namespace Velro.Benchmarks.Reports;

/// <summary>A part of a document that a command writes, between two comments that name it. All else is somebody's own.</summary>
internal static class MarkedSection
{
    /// <summary>Puts <paramref name="content"/> in the place of what stands between the marks.</summary>
    /// <exception cref="InvalidOperationException">The marks are not both there, once each and in their order.</exception>
    public static string Replace(string document, string name, string content)
    {
        var (begin, end) = ($"<!-- {name}: written by a command -->", $"<!-- end of {name} -->");
        var (from, to) = (document.IndexOf(begin, StringComparison.Ordinal), document.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from || document.LastIndexOf(begin, StringComparison.Ordinal) != from || document.LastIndexOf(end, StringComparison.Ordinal) != to)
            throw new InvalidOperationException($"The document needs the marks '{begin}' and '{end}', once each and in this order.");
        return $"{document[..(from + begin.Length)]}\n\n{content.Trim()}\n\n{document[to..]}";
    }

    /// <summary>The same in a file.</summary>
    /// <exception cref="InvalidOperationException">The marks are not there.</exception>
    public static async Task WriteAsync(string path, string name, string content) =>
        await File.WriteAllTextAsync(path, Replace(await File.ReadAllTextAsync(path), name, content));
}
