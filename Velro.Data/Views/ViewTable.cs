using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.Views;

/// <summary>How a view is.</summary>
/// <param name="Name">The view.</param>
/// <param name="IsMaintained">Whether its rows are kept right one by one; else it is refreshed as a whole.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Bytes">How much it takes on disk, with its indexes.</param>
/// <param name="Backlog">The rows that are marked, so that readers go by the base tables; of the tree of teams, the marks.</param>
/// <param name="OldestMarkAt">Since when the oldest of these waits.</param>
/// <param name="RefreshRequestedAt">When somebody asked for a refresh that was not done yet.</param>
/// <param name="RefreshedAt">When it was last refreshed as a whole.</param>
/// <param name="RefreshDuration">How long that took.</param>
/// <param name="Drift">How many rows were ever found to be wrong, and repaired.</param>
/// <param name="DriftedAt">When that was last.</param>
public sealed record ViewStatus(
    string Name,
    bool IsMaintained,
    long Rows,
    long Bytes,
    long Backlog,
    DateTime? OldestMarkAt,
    DateTime? RefreshRequestedAt,
    DateTime? RefreshedAt,
    TimeSpan? RefreshDuration,
    long Drift,
    DateTime? DriftedAt);

/// <summary>The statements about views, for who operates them.</summary>
public static class ViewTable
{
    private static readonly string[] All = [.. ViewNames.Maintained, .. ViewNames.Materialized];

    private static readonly string Statuses =
        $"""
        /* velro:views.statuses */
        with counted (name, rows) as (
            {string.Join(" union all ", All.Select(static name => $"select '{name}', count(*) from public.{name}"))}
        ),
        marked (name, marks, oldest) as (
            select case kind when 'user' then '{ViewNames.Users}' when 'project' then '{ViewNames.Projects}' else '{ViewNames.Teams}' end,
                   count(*), min(at)
            from public.view_marks where kind <> 'none' group by 1
        )
        select r.name, c.rows, pg_total_relation_size(to_regclass('public.' || r.name)), coalesce(m.marks, 0), m.oldest,
               r.requested_at, r.refreshed_at, r.duration, r.drift, r.drifted_at
        from public.view_refreshes r join counted c on c.name = r.name left join marked m on m.name = r.name
        """;

    private const string Request =
        """
        /* velro:views.request */
        update public.view_refreshes set requested_at = now() where name = $1
        """;

    /// <summary>How all of them are, in the order of <see cref="ViewNames"/>.</summary>
    public static async Task<IReadOnlyList<ViewStatus>> ListAsync(StoreTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var statuses = await transaction.QueryAsync(Statuses, Read);
        return [.. All.Select(name => statuses.Find(status => status.Name == name)).OfType<ViewStatus>()];
    }

    /// <summary>Asks the warmer to refresh a view as a whole.</summary>
    /// <returns>Whether there is such a view.</returns>
    public static async Task<bool> RequestRefreshAsync(StoreTransaction transaction, string name)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return await transaction.ExecuteAsync(Request, name) == 1;
    }

    private static ViewStatus Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        ViewNames.Maintained.Contains(reader.GetString(0)),
        reader.GetInt64(1),
        reader.GetInt64(2),
        reader.GetInt64(3),
        Instant(reader, 4),
        Instant(reader, 5),
        Instant(reader, 6),
        reader.IsDBNull(7) ? null : reader.GetTimeSpan(7),
        reader.GetInt64(8),
        Instant(reader, 9));

    private static DateTime? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDateTime(column);
}
