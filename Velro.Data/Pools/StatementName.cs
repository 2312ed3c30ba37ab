using Npgsql;

namespace Velro.Data.Pools;

/// <summary>The names of statements, which stand before them in comments, so that they show in traces, and in the server's own views and logs.</summary>
public static class StatementName
{
    private const string Start = "/* velro:";
    private const string End = " */";
    private const string Copy = "copy ";

    /// <summary>What a statement without a name is called in telemetry. Only OpenIddict's are, which Entity Framework writes.</summary>
    internal const string Unnamed = "other";

    /// <summary>What reads the feed along with something else.</summary>
    private const string FeedGroup = "feed.";

    /// <summary>The name of a statement, such as <c>accounts.find</c>; null: it has none.</summary>
    public static string? Of(string statement)
    {
        var text = statement.AsSpan().TrimStart();
        if (!text.StartsWith(Start, StringComparison.Ordinal)) return null;

        var name = text[Start.Length..];
        var end = name.IndexOf(End, StringComparison.Ordinal);
        return end > 0 ? name[..end].ToString() : null;
    }

    /// <summary>The name of a COPY, which the driver wants to see first; it stands after that.</summary>
    internal static string OfCopy(string statement)
    {
        var text = statement.AsSpan().TrimStart();
        return text.StartsWith(Copy, StringComparison.OrdinalIgnoreCase) && Of(text[Copy.Length..].ToString()) is { } name ? name : Unnamed;
    }

    /// <summary>
    /// The name of statements that are sent at once: that of the only one that is not of the feed, or what several have in common, such as
    /// <c>contexts.batch</c>.
    /// </summary>
    internal static string Of(NpgsqlBatch batch)
    {
        string? feed = null, name = null;
        foreach (var command in batch.BatchCommands)
        {
            var next = Of(command.CommandText);
            if (next is null) continue;
            if (next.StartsWith(FeedGroup, StringComparison.Ordinal)) feed ??= next;
            else if (name is null) name = next;
            else return $"{name[..(name.IndexOf('.', StringComparison.Ordinal) + 1)]}batch";
        }

        return name ?? feed ?? Unnamed;
    }
}
