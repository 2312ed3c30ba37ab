using System.Diagnostics;
using Npgsql;
using Velro.Data.Turns;

namespace Velro.Data.Views;

/// <summary>Refreshes the materialized views, while they are read: the old rows are there until the new ones are.</summary>
/// <param name="turn">The turn, which whoever refreshes must have.</param>
public sealed class ReportViews(SessionTurn turn)
{
    /// <summary>Over a large history a refresh reads all of it; what takes longer than this has something wrong with it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Refreshes one.</summary>
    /// <param name="name">One of <see cref="ViewNames.Materialized"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How long it took.</returns>
    /// <exception cref="ArgumentException">There is no such view.</exception>
    /// <exception cref="NpgsqlException">The database did not answer, or the refresh failed; the rows are as they were.</exception>
    public async Task<TimeSpan> RefreshAsync(string name, CancellationToken cancellation)
    {
        if (!ViewNames.Materialized.Contains(name)) throw new ArgumentException($"There is no materialized view '{name}'.", nameof(name));
        var begin = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand(
            $"/* velro:views.refresh */ refresh materialized view concurrently public.{name}", turn.Connection)
        {
            CommandTimeout = (int)Longest.TotalSeconds,
        };
        await command.ExecuteNonQueryAsync(cancellation);
        return Stopwatch.GetElapsedTime(begin);
    }
}
