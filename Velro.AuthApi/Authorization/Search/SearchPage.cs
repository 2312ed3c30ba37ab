namespace Velro.AuthApi.Authorization.Search;

/// <summary>A page of a search.</summary>
/// <param name="Results">Ids or names, ascending.</param>
/// <param name="Next">Up to where everything was looked at; null: to the end.</param>
internal sealed record SearchPage(IReadOnlyList<string> Results, string? Next)
{
    public static SearchPage Last(IReadOnlyList<string> results) => new(results, Next: null);
}

/// <summary>What came of a search.</summary>
/// <param name="Searcher">Who searched; a page means something only when that one may.</param>
/// <param name="Page">The page.</param>
internal readonly record struct SearchOutcome(Searcher Searcher, SearchPage Page);
