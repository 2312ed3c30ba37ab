using Velro.Data.Transactions;

namespace Velro.Data.Nodes;

/// <summary>How the change feed is in the database.</summary>
/// <param name="Changes">Changes that were not folded into the base yet: what a node that starts reads.</param>
/// <param name="FoldedAt">When changes were last folded; null: never.</param>
/// <param name="Marks">What was marked for the precomputed views and not computed yet, by kind.</param>
public sealed record FeedState(long Changes, DateTime? FoldedAt, IReadOnlyDictionary<string, long> Marks);

/// <summary>The statements about the change feed, for who operates it.</summary>
public static class FeedTable
{
    private const string State =
        """
        /* velro:feed.state */
        select (select count(*) from public.changes), folded_at from public.revision_clock
        """;

    private const string Marks =
        """
        /* velro:feed.marks */
        select kind::text, count(*) from public.view_marks where kind <> 'none' group by kind
        """;

    /// <summary>Reads it.</summary>
    public static async Task<FeedState> ReadAsync(StoreTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var marks = await transaction.QueryAsync(Marks, static reader => (Kind: reader.GetString(0), Count: reader.GetInt64(1)));
        var found = await transaction.QueryAsync(
            State, static reader => (Changes: reader.GetInt64(0), FoldedAt: reader.IsDBNull(1) ? (DateTime?)null : reader.GetDateTime(1)));
        return new FeedState(found[0].Changes, found[0].FoldedAt, marks.ToDictionary(static mark => mark.Kind, static mark => mark.Count));
    }
}
