using System.Diagnostics;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;

namespace Velro.Benchmarks.Views;

/// <summary>Loads contexts as a check does that has nothing cached, on one connection whose statements are prepared.</summary>
internal sealed class ViewLoads : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private ViewLoads(NpgsqlConnection connection) => _connection = connection;

    public static async Task<ViewLoads> OpenAsync(NpgsqlDataSource database) => new(await database.OpenConnectionAsync());

    /// <summary>How long one load takes, from the question until all contexts are made.</summary>
    public async Task<TimeSpan> TimeAsync(ContextKey[] keys, bool areViewsRead)
    {
        var begin = Stopwatch.GetTimestamp();
        var statements = new ContextStatements(keys, areViewsRead);
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ContextSql.Begin));
        statements.AddTo(batch.BatchCommands);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ContextSql.Commit));
        await batch.PrepareAsync();
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            await statements.ReadAsync(reader, CancellationToken.None);
            await reader.NextResultAsync();
        }

        return Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>The same, of the one statement that differs: which teams, and what they are.</summary>
    public async Task<TimeSpan> TimeTeamsAsync(ContextKey[] keys, bool areViewsRead)
    {
        var begin = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand(areViewsRead ? TeamSql.ByViews : TeamSql.ByBaseTables, _connection);
        foreach (var kind in (ContextKind[])[ContextKind.Team, ContextKind.Project, ContextKind.Generation])
        {
            command.Parameters.Add(new NpgsqlParameter<string[]>
            {
                TypedValue = [.. keys.Where(key => key.Kind == kind).Select(static key => key.Id)],
            });
        }

        await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }

        return Stopwatch.GetElapsedTime(begin);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
