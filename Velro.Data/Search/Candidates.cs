namespace Velro.Data.Search;

/// <summary>
/// Ids that may be answers of a search, in the order of ids: all that there are from where was asked up to some id. Whether they are answers
/// the engine decides; what is an answer is always among them.
/// </summary>
/// <param name="Ids">Ascending, each once.</param>
/// <param name="CompleteTo">Up to which id nothing is left out; null: there are no more.</param>
public readonly record struct Candidates(IReadOnlyList<string> Ids, string? CompleteTo)
{
    /// <summary>No candidates, and no more to come.</summary>
    public static readonly Candidates None = new([], null);

    /// <summary>The candidates of both, as far as both are complete.</summary>
    public Candidates And(Candidates other)
    {
        var edge = Lower(CompleteTo, other.CompleteTo);
        var ids = new SortedSet<string>(IdOrder.Instance);
        foreach (var id in Ids) ids.Add(id);
        foreach (var id in other.Ids) ids.Add(id);
        return new Candidates([.. ids.Where(id => edge is null || IdOrder.Instance.Compare(id, edge) <= 0)], edge);
    }

    private static string? Lower(string? one, string? other)
    {
        if (one is null || other is null) return one ?? other;
        return IdOrder.Instance.Compare(one, other) <= 0 ? one : other;
    }
}
