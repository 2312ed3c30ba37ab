namespace Velro.Data.Search;

/// <summary>
/// The order of ids in the database (collation <c>C</c>): by code point. It differs from the ordinal order of .NET, which compares UTF-16,
/// where a surrogate pair meets a character from U+E000 on.
/// </summary>
public sealed class IdOrder : IComparer<string>
{
    /// <summary>The one instance.</summary>
    public static readonly IdOrder Instance = new();

    private IdOrder()
    {
    }

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return string.CompareOrdinal(x, y);

        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length) return x.Length.CompareTo(y.Length);

        var (one, other) = (x[common], y[common]);
        if (char.IsSurrogate(one) == char.IsSurrogate(other)) return one.CompareTo(other);

        // A surrogate stands for a character beyond U+FFFF, and so beyond any that is none.
        return char.IsSurrogate(one) ? 1 : -1;
    }
}
