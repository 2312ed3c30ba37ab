namespace Velro.Data.Pools;

/// <summary>The names of statements, which stand before them in comments, so that they show in traces, and in the server's own views and logs.</summary>
public static class StatementName
{
    private const string Start = "/* velro:";
    private const string End = " */";

    /// <summary>The name of a statement, such as <c>accounts.find</c>; null: it has none.</summary>
    public static string? Of(string statement)
    {
        var text = statement.AsSpan().TrimStart();
        if (!text.StartsWith(Start, StringComparison.Ordinal)) return null;

        var name = text[Start.Length..];
        var end = name.IndexOf(End, StringComparison.Ordinal);
        return end > 0 ? name[..end].ToString() : null;
    }
}
