using System.Diagnostics;
using Npgsql;
using Velro.Data.Turns;
using Velro.Data.Views;

namespace Velro.Benchmarks.Views;

/// <summary>Computes the precomputed rows of a world, as a warmer does after an upgrade.</summary>
internal static class ViewRows
{
    private const int PassSize = 1_000;

    /// <exception cref="InvalidOperationException">A warmer is at work on the database.</exception>
    public static async Task FillAsync(NpgsqlDataSource database, Action<string, TimeSpan> filled)
    {
        await using var turn = await SessionTurn.TryTakeAsync(database, SessionTurn.Rows, TimeSpan.FromMinutes(5), CancellationToken.None)
            ?? throw new InvalidOperationException("A warmer is at work on this database. Stop it first.");
        var upkeep = new RowUpkeep(turn);
        foreach (var view in ViewNames.Maintained)
        {
            var begin = Stopwatch.GetTimestamp();
            for (string? last = ""; last is not null;) last = await upkeep.RebuildAsync(view, last, PassSize, CancellationToken.None);
            filled(view, Stopwatch.GetElapsedTime(begin));
        }

        await DrainAsync(upkeep);
    }

    /// <summary>Computes rows that are marked, until none is.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> DrainAsync(RowUpkeep upkeep)
    {
        var rows = 0;
        UpkeepPass pass;
        do
        {
            pass = await upkeep.PassAsync(PassSize, CancellationToken.None);
            rows += pass.Computed.Values.Sum();
        }
        while (pass.IsMore);
        return rows;
    }
}
