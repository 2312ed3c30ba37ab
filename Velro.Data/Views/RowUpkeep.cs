using System.Data;
using Npgsql;
using Velro.Data.Turns;

namespace Velro.Data.Views;

/// <summary>What one pass over the marks did.</summary>
/// <param name="Spread">The marks about the tree of teams that were replaced by marks of rows.</param>
/// <param name="Computed">The rows that were computed, by view.</param>
/// <param name="IsMore">Whether the pass reached its limit, so that there may be more to do.</param>
public sealed record UpkeepPass(int Spread, IReadOnlyDictionary<string, int> Computed, bool IsMore);

/// <summary>What one step of comparing rows with the base tables found.</summary>
/// <param name="LastId">The last entity that was compared; null: there was none after the one that the step began at.</param>
/// <param name="Filled">The rows that were missing, and are there now.</param>
/// <param name="Drifted">The rows that readers would have gone by, and that were wrong; they are repaired.</param>
public sealed record UpkeepComparison(string? LastId, int Filled, IReadOnlyList<string> Drifted);

/// <summary>
/// Keeps the precomputed rows right. Each step is one transaction and one snapshot: rows are computed, marks taken off, and both are there
/// or neither, whatever happens in between. The snapshot is taken before the transaction has an id, and no mark is taken off that it does
/// not see: who commits later has the rows computed again.
/// </summary>
/// <param name="turn">The turn, which whoever works on rows must have.</param>
public sealed class RowUpkeep(SessionTurn turn)
{
    /// <summary>Spreads and computes what is marked, up to a limit of rows.</summary>
    /// <exception cref="NpgsqlException">The database did not answer. What was not committed is as before.</exception>
    public async Task<UpkeepPass> PassAsync(int limit, CancellationToken cancellation)
    {
        await using var transaction = await BeginAsync(cancellation);
        // One team may stand for thousands of rows; to mark these is cheap, and computing them is bounded by itself.
        var spreadLimit = Math.Max(1, limit / 10);
        var spread = await ValueAsync(MarkSql.Spread, cancellation, Number(spreadLimit));
        var marked = await RowsAsync(
            MarkSql.Take, static reader => (reader.GetString(0), reader.GetString(1)), cancellation, Number(limit));

        var computed = new Dictionary<string, int>();
        foreach (var view in RowView.All)
        {
            var ids = marked.Where(mark => mark.Item1 == view.Kind).Select(static mark => mark.Item2).ToArray();
            if (ids.Length > 0) computed[view.Name] = await ValueAsync(view.Recompute, cancellation, Texts(ids));
        }

        await transaction.CommitAsync(cancellation);
        return new UpkeepPass(spread, computed, spread == spreadLimit || marked.Count == limit);
    }

    /// <summary>
    /// Compares the rows of the next entities with the base tables, in the order of ids, and computes those that are missing or wrong.
    /// </summary>
    /// <param name="view">The name of the view.</param>
    /// <param name="afterId">From where.</param>
    /// <param name="limit">How many entities.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NpgsqlException">The database did not answer. What was not committed is as before.</exception>
    public async Task<UpkeepComparison> CompareAsync(string view, string afterId, int limit, CancellationToken cancellation)
    {
        var rows = ViewOf(view);
        await using var transaction = await BeginAsync(cancellation);
        var ids = await NextAsync(rows, afterId, limit, cancellation);
        if (ids.Length == 0) return new UpkeepComparison(null, 0, []);

        var found = await RowsAsync(
            rows.Compare, static reader => (reader.GetString(0), reader.GetBoolean(1)), cancellation, Texts(ids));
        if (found.Count > 0)
            await ValueAsync(rows.Recompute, cancellation, Texts([.. found.Select(static one => one.Item1)]));
        await transaction.CommitAsync(cancellation);

        var drifted = found.Where(static one => one.Item2).Select(static one => one.Item1).ToArray();
        return new UpkeepComparison(ids[^1], found.Count - drifted.Length, drifted);
    }

    /// <summary>Computes the rows of the next entities again, in the order of ids, whatever they are.</summary>
    /// <returns>The last entity; null: there was none after <paramref name="afterId"/>.</returns>
    /// <exception cref="NpgsqlException">The database did not answer. What was not committed is as before.</exception>
    public async Task<string?> RebuildAsync(string view, string afterId, int limit, CancellationToken cancellation)
    {
        var rows = ViewOf(view);
        await using var transaction = await BeginAsync(cancellation);
        var ids = await NextAsync(rows, afterId, limit, cancellation);
        if (ids.Length == 0) return null;
        await ValueAsync(rows.Recompute, cancellation, Texts(ids));
        await transaction.CommitAsync(cancellation);
        return ids[^1];
    }

    /// <summary>Drops rows that this server cannot have computed; whoever takes the turn does so first.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task<int> DropForeignAsync(CancellationToken cancellation)
    {
        var dropped = 0;
        foreach (var view in RowView.All)
        {
            await using var command = new NpgsqlCommand(MarkSql.DropForeign(view), turn.Connection);
            dropped += await command.ExecuteNonQueryAsync(cancellation);
        }

        return dropped;
    }

    private static RowView ViewOf(string name) => RowView.All.First(view => view.Name == name);

    /// <summary>
    /// Repeatable read: one snapshot for all statements, and a row that another one replaced since cannot be replaced by what is older.
    /// </summary>
    private async Task<NpgsqlTransaction> BeginAsync(CancellationToken cancellation)
    {
        var transaction = await turn.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        // The statements recurse, which looks expensive to the planner and is not: compiling them would take longer than they do.
        await using var prepare = new NpgsqlCommand("set local jit = off", turn.Connection);
        await prepare.ExecuteNonQueryAsync(cancellation);
        return transaction;
    }

    private async Task<string[]> NextAsync(RowView view, string afterId, int limit, CancellationToken cancellation) =>
        [.. await RowsAsync(view.Next, static reader => reader.GetString(0), cancellation, Text(afterId), Number(limit))];

    private async Task<int> ValueAsync(string text, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        (await RowsAsync(text, static reader => reader.GetInt32(0), cancellation, parameters))[0];

    private async Task<List<TRow>> RowsAsync<TRow>(
        string text, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(text, turn.Connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellation)) rows.Add(read(reader));
        return rows;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<string[]> Texts(string[] values) => new() { TypedValue = values };

    private static NpgsqlParameter<int> Number(int value) => new() { TypedValue = value };
}
