namespace Velro.Nodes.Samples;

/// <summary>
/// Numbers by the name of an instrument and its tags, as one text each: <c>velro.cache.reads|velro.cache.tier=l1|velro.context.kind=user</c>. Names
/// and values of tags are Velro's own, and have neither of the two signs.
/// </summary>
public static class Series
{
    /// <summary>The name of a series.</summary>
    public static string NameOf(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return instrument;
        var parts = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++) parts[i] = $"{tags[i].Key}={tags[i].Value}";
        Array.Sort(parts, StringComparer.Ordinal);
        return $"{instrument}|{string.Join('|', parts)}";
    }

    /// <summary>Whether a series is of an instrument.</summary>
    public static bool IsOf(string series, string instrument) =>
        series.StartsWith(instrument, StringComparison.Ordinal) && (series.Length == instrument.Length || series[instrument.Length] == '|');

    /// <summary>The value of a tag; null: the series does not have it.</summary>
    public static string? TagOf(string series, string tag)
    {
        foreach (var part in series.Split('|').Skip(1))
        {
            if (part.Length > tag.Length && part[tag.Length] == '=' && part.StartsWith(tag, StringComparison.Ordinal)) return part[(tag.Length + 1)..];
        }

        return null;
    }

    /// <summary>The sum over all series of an instrument that have these values of tags; null: there is none, so that nobody knows.</summary>
    public static double? Sum(this IReadOnlyDictionary<string, double> numbers, string instrument, params ReadOnlySpan<(string Tag, string Value)> where)
    {
        double? sum = null;
        foreach (var (series, value) in numbers)
        {
            if (IsOf(series, instrument) && Has(series, where)) sum = (sum ?? 0) + value;
        }

        return sum;
    }

    /// <summary>The sums by the values of a tag.</summary>
    public static SortedDictionary<string, double> SumBy(
        this IReadOnlyDictionary<string, double> numbers, string instrument, string tag, params ReadOnlySpan<(string Tag, string Value)> where)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var sums = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (series, value) in numbers)
        {
            if (IsOf(series, instrument) && TagOf(series, tag) is { } name && Has(series, where)) sums[name] = sums.GetValueOrDefault(name) + value;
        }

        return sums;
    }

    private static bool Has(string series, ReadOnlySpan<(string Tag, string Value)> where)
    {
        foreach (var (tag, value) in where)
        {
            if (TagOf(series, tag) != value) return false;
        }

        return true;
    }
}
