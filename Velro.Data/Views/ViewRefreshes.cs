using Npgsql;
using NpgsqlTypes;
using Velro.Data.Turns;

namespace Velro.Data.Views;

/// <summary>When a view was last refreshed as a whole, and whether somebody asked for it.</summary>
/// <param name="Name">The view.</param>
/// <param name="RequestedAt">When somebody asked; null: nobody waits.</param>
/// <param name="RefreshedAt">When the last one ended; null: there was none.</param>
/// <param name="Bytes">What the view takes on disk, with its indexes.</param>
public sealed record ViewRefresh(string Name, DateTimeOffset? RequestedAt, DateTimeOffset? RefreshedAt, long Bytes);

/// <summary>How much is marked.</summary>
/// <param name="Marks">Marks by kind: of rows, and of what rows are made from.</param>
/// <param name="OldestAt">When the transaction of the oldest began; null: there are none.</param>
public sealed record ViewBacklog(IReadOnlyDictionary<string, long> Marks, DateTimeOffset? OldestAt)
{
    /// <summary>The kinds that there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["user", "team", "project", "team_place", "team_children"];
}

/// <summary>The journal of refreshes, as whoever has a turn keeps it.</summary>
/// <param name="turn">The turn.</param>
public sealed class ViewRefreshes(SessionTurn turn)
{
    private const string Read =
        """
        /* velro:views.refreshes */
        select name, requested_at, refreshed_at, pg_total_relation_size(to_regclass('public.' || name)) from public.view_refreshes
        """;

    /// <summary>A request that came while the refresh was done stays.</summary>
    private const string End =
        """
        /* velro:views.refreshed */
        update public.view_refreshes
        set refreshed_at = $2, duration = $3, requested_at = case when requested_at is not distinct from $4 then null else requested_at end
        where name = $1
        """;

    private const string AddDrift =
        """
        /* velro:views.drifted */
        update public.view_refreshes set drift = drift + $2, drifted_at = $3 where name = $1
        """;

    /// <summary>Reads all.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task<IReadOnlyDictionary<string, ViewRefresh>> ReadAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Read, turn.Connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var refreshes = new Dictionary<string, ViewRefresh>();
        while (await reader.ReadAsync(cancellation))
        {
            var name = reader.GetString(0);
            refreshes[name] = new ViewRefresh(name, InstantOf(reader, 1), InstantOf(reader, 2), reader.GetInt64(3));
        }

        return refreshes;
    }

    /// <summary>Reads how much is marked.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task<ViewBacklog> ReadBacklogAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(MarkSql.Backlog, turn.Connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var marks = new Dictionary<string, long>();
        DateTimeOffset? oldest = null;
        while (await reader.ReadAsync(cancellation))
        {
            marks[reader.GetString(0)] = reader.GetInt64(1);
            if (InstantOf(reader, 2) is { } at && !(oldest <= at)) oldest = at;
        }

        return new ViewBacklog(marks, oldest);
    }

    /// <summary>Notes the end of a refresh, and that the request that was known as it began is met.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task EndAsync(ViewRefresh begun, DateTimeOffset now, TimeSpan duration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(begun);
        await using var command = new NpgsqlCommand(End, turn.Connection);
        command.Parameters.Add(Text(begun.Name));
        command.Parameters.Add(Instant(now));
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = duration, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(Instant(begun.RequestedAt));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Counts rows that were wrong.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task AddDriftAsync(string view, int rows, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(AddDrift, turn.Connection);
        command.Parameters.Add(Text(view));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = rows });
        command.Parameters.Add(Instant(now));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter Instant(DateTimeOffset? value) =>
        new() { Value = (object?)value?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static DateTimeOffset? InstantOf(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
