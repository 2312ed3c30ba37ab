using Npgsql;
using NpgsqlTypes;

namespace Velro.Data.Turns;

/// <summary>
/// The turn to do what one process does at a time: an advisory lock of the session, on a connection of its own, on which all the work is done. So whoever works
/// has the lock, taken before each snapshot of the work; and a connection that goes takes the lock, and what was not committed, with it.
/// </summary>
public sealed class SessionTurn : IAsyncDisposable
{
    /// <summary>The work on the rows of views that are kept right one by one.</summary>
    public const string Rows = "velro.views.rows";

    /// <summary>The refreshing of materialized views, which takes longer and must not hold up the rows.</summary>
    public const string Reports = "velro.views.reports";

    /// <summary>The folding of old changes into the base.</summary>
    public const string Compaction = "velro.compactor";

    /// <summary>The weekly report, and the forgetting of what it was made of.</summary>
    public const string WeeklyReport = "velro.weekly_report";

    private readonly string _work;

    private SessionTurn(NpgsqlConnection connection, string work) => (Connection, _work) = (connection, work);

    internal NpgsqlConnection Connection { get; }

    /// <summary>Takes the turn when nobody has it.</summary>
    /// <param name="source">The database: the primary, reached through no transaction pooler.</param>
    /// <param name="work">What it is the turn of.</param>
    /// <param name="longestSilence">
    /// How long the process may say nothing before the server takes the turn from it: a process that is frozen keeps its connection. Null: for ever.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null: another one has it.</returns>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public static async Task<SessionTurn?> TryTakeAsync(
        NpgsqlDataSource source, string work, TimeSpan? longestSilence, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        var turn = new SessionTurn(await source.OpenConnectionAsync(cancellation), work);
        try
        {
            if (await turn.TakeAsync(longestSilence, cancellation)) return turn;
            await turn.Connection.DisposeAsync();
            return null;
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives it to the next one.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var batch = new NpgsqlBatch(Connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("rollback"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("reset idle_session_timeout"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("reset idle_in_transaction_session_timeout"));
            batch.BatchCommands.Add(CommandFor("select pg_advisory_unlock(hashtextextended($1, 0))"));
            await batch.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            // The session must not go back into the pool with the lock: if it is not gone already, it goes now.
            NpgsqlConnection.ClearPool(Connection);
        }
        finally
        {
            await Connection.DisposeAsync();
        }
    }

    private async Task<bool> TakeAsync(TimeSpan? longestSilence, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(Connection);
        batch.BatchCommands.Add(CommandFor("/* velro:turn.take */ select pg_try_advisory_lock(hashtextextended($1, 0))"));
        if (await batch.ExecuteScalarAsync(cancellation) is not true) return false;

        if (longestSilence is not { } longest) return true;

        var milliseconds = (long)longest.TotalMilliseconds;
        await using var limits = new NpgsqlBatch(Connection);
        limits.BatchCommands.Add(new NpgsqlBatchCommand($"set idle_session_timeout = {milliseconds}"));
        limits.BatchCommands.Add(new NpgsqlBatchCommand($"set idle_in_transaction_session_timeout = {milliseconds}"));
        await limits.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    private NpgsqlBatchCommand CommandFor(string text)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _work, NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }
}
