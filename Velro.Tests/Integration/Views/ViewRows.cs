using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;
using Velro.Data.Turns;
using Velro.Data.Views;

namespace Velro.Tests.Integration.Views;

/// <summary>Looks at precomputed rows and marks, and loads with and without them.</summary>
internal static class ViewRows
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The turn to work on rows, which nobody else has.</summary>
    public static async Task<SessionTurn> TakeTurnAsync(this NpgsqlDataSource database)
    {
        var turn = await SessionTurn.TryTakeAsync(database, SessionTurn.Rows, Silence, Cancellation);
        return turn ?? throw new InvalidOperationException("Another one has the turn.");
    }

    /// <summary>Has a warmer compute all that is marked, and the rows that are missing.</summary>
    public static async Task WarmAsync(this NpgsqlDataSource database)
    {
        await using var turn = await database.TakeTurnAsync();
        var upkeep = new RowUpkeep(turn);
        while ((await upkeep.PassAsync(1000, Cancellation)).IsMore)
        {
        }

        foreach (var view in ViewNames.Maintained) await upkeep.CompareAsync(view, "", 10_000, Cancellation);
    }

    /// <summary>The marks, as <c>kind:entity</c>.</summary>
    public static Task<List<string>> MarksAsync(this NpgsqlDataSource database) => database.TextsAsync(
        "select distinct kind || ':' || entity_id from view_marks where kind <> 'none' order by 1");

    public static async Task<List<string>> TextsAsync(this NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var texts = new List<string>();
        while (await reader.ReadAsync(Cancellation)) texts.Add(reader.GetString(0));
        return texts;
    }

    /// <summary>What a load answers by precomputed rows, and by the base tables alone, in one snapshot.</summary>
    public static async Task<(string ByViews, string ByBaseTables)> LoadBothWaysAsync(this NpgsqlDataSource database, params ContextKey[] keys)
    {
        await using var connection = await database.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
        return (await LoadAsync(connection, keys, areViewsRead: true), await LoadAsync(connection, keys, areViewsRead: false));
    }

    /// <summary>Whether a load would go by the precomputed row of a project.</summary>
    public static async Task<bool> GoesByAsync(this NpgsqlDataSource database, string projectId) =>
        (await database.TextsAsync(
            $"""
            with {HeldRows.Moved}
            select r.project_id from {ViewNames.Projects} r where r.project_id = '{projectId}' and {HeldRows.Project}
            """)).Count == 1;

    private static async Task<string> LoadAsync(NpgsqlConnection connection, ContextKey[] keys, bool areViewsRead)
    {
        var statements = new ContextStatements(keys, areViewsRead);
        await using var batch = new NpgsqlBatch(connection);
        statements.AddTo(batch.BatchCommands);
        await using var reader = await batch.ExecuteReaderAsync(Cancellation);
        var contents = await statements.ReadAsync(reader, Cancellation);
        return string.Join('\n', contents.Select(static content => $"{content.Key}: {TextOf(content.Value)}").Order(StringComparer.Ordinal));
    }

    private static string TextOf(Context? context) => context switch
    {
        UserContext user => $"{user.State} {user.IsAdministrator} {string.Join(' ', user.Memberships)}",
        ProjectContext project => $"{project.OwnerId} {project.Visibility} {string.Join(' ', project.Grants)} {string.Join(' ', project.BlockedUserIds)}",
        GenerationContext generation =>
            $"{generation.OwnerId} {generation.ProjectId} {generation.ParentId} {generation.Inheritance} {string.Join(' ', generation.Grants)}",
        _ => $"{context}",
    };
}
