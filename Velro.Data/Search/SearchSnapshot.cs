using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;
using Velro.Data.Feed;
using Velro.Data.Pools;

namespace Velro.Data.Search;

/// <summary>
/// One snapshot of the database, held open while a page of a search is made: candidates and the contexts that decide about them are all of
/// the same state. Being read-only the transaction has no id of its own that its snapshot would wrongly count as seen.
/// </summary>
public sealed class SearchSnapshot : IAsyncDisposable
{
    private const string Head =
        $"""
        /* velro:feed.head */
        {FeedQuery.Head}
        """;

    /// <summary>
    /// Statements that recurse look expensive to the planner and are not: compiling one takes a hundred times as long as running it.
    /// </summary>
    private const string WithoutCompilation = "set local jit = off";

    /// <summary>
    /// How a statement is best run depends on whom it is for: one user has three teams, another one a thousand. A plan that is kept for all
    /// takes ten times as long for some, and looks at every element of an array where a plan of its own has a hash table; planning takes
    /// about a millisecond.
    /// </summary>
    private const string WithPlansOfTheirOwn = "set local plan_cache_mode = force_custom_plan";

    private readonly NpgsqlConnection _connection;

    private SearchSnapshot(NpgsqlConnection connection, FeedAnswer feed) => (_connection, Feed) = (connection, feed);

    /// <summary>The snapshot, and the run of the server that it is of; without changes.</summary>
    public FeedAnswer Feed { get; }

    /// <summary>Begins one.</summary>
    /// <param name="source">The database: the primary, reached through no transaction pooler.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NpgsqlException">The database did not answer, or is a standby or in recovery, or is not migrated.</exception>
    public static Task<SearchSnapshot> OpenAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        return StaleConnections.RetryAsync(source, () => OpenOnceAsync(source, cancellation));
    }

    private static async Task<SearchSnapshot> OpenOnceAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            while (true)
            {
                if (await BeginAsync(connection, cancellation) is { } feed) return new SearchSnapshot(connection, feed);
                await RunAsync(connection, "rollback", cancellation);
                await ServerRepair.RunAsync(connection, cancellation);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Loads contexts, and what the rules will look for next.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    /// <exception cref="InvalidDataException">The database holds a state or role of a newer release.</exception>
    public async Task<IReadOnlyDictionary<ContextKey, Context?>> LoadAsync(
        IReadOnlyCollection<ContextKey> keys, CancellationToken cancellation)
    {
        var statements = new ContextStatements(keys, areViewsRead: true);
        await using var batch = new NpgsqlBatch(_connection);
        statements.AddTo(batch.BatchCommands);
        await batch.PrepareAsync(cancellation);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await statements.ReadAsync(reader, cancellation);
    }

    /// <summary>What this snapshot sees and <paramref name="asked"/> does not. Null: the server has changed meanwhile.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task<FeedAnswer?> FindChangesAsync(PostgresSnapshot asked, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(FeedQuery.Since, _connection);
        FeedQuery.AddParameters(command.Parameters, asked);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await FeedQuery.ReadAsync(reader, cancellation);
    }

    /// <summary>Whether what a write left behind is seen here.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public Task<bool> SeesAsync(WriteTrace trace, CancellationToken cancellation) => trace.IsKeptAsync(_connection, cancellation);

    /// <summary>Ends the transaction, which has nothing to keep.</summary>
    public async ValueTask DisposeAsync()
    {
        // A connection that is given back within a transaction is rolled back by the pool, broken or not.
        await _connection.DisposeAsync();
    }

    /// <summary>A statement in this snapshot, prepared.</summary>
    internal async Task<NpgsqlCommand> PrepareAsync(string text, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(text, _connection);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(cancellation);
        return command;
    }

    private static async Task<FeedAnswer?> BeginAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ContextSql.Begin));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WithoutCompilation));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WithPlansOfTheirOwn));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Head));
        await batch.PrepareAsync(cancellation);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await FeedQuery.ReadAsync(reader, cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
