using Npgsql;
using Velro.Authorization.Contexts;

namespace Velro.Data.Contexts;

/// <summary>The statements that read contexts, as a part of somebody's batch: those that were asked for, and what comes along.</summary>
internal sealed class ContextStatements
{
    private readonly bool _areViewsRead;
    private readonly Dictionary<ContextKey, Context?> _contents;
    private readonly ILookup<ContextKind, ContextKey> _keys;
    private readonly ContextKind[] _kinds;

    /// <param name="keys">What is asked for.</param>
    /// <param name="areViewsRead">
    /// Whether precomputed rows may tell which teams come along. Not in a transaction that writes: what that one decides rests on the base
    /// tables, and reading marks would set it against everybody who writes some.
    /// </param>
    public ContextStatements(IReadOnlyCollection<ContextKey> keys, bool areViewsRead)
    {
        _areViewsRead = areViewsRead;
        _contents = new Dictionary<ContextKey, Context?>(keys.Count);
        foreach (var key in keys) _contents[key] = null;
        _keys = _contents.Keys.ToLookup(static key => key.Kind);
        _kinds = [.. Enum.GetValues<ContextKind>().Where(IsRead)];
    }

    public void AddTo(NpgsqlBatchCommandCollection commands)
    {
        foreach (var kind in _kinds)
        {
            var command = new NpgsqlBatchCommand(TextFor(kind));
            if (kind == ContextKind.Entity) AddTexts(command, _keys[kind].Select(static key => key.Type));
            foreach (var source in SourcesOf(kind)) AddTexts(command, _keys[source].Select(static key => key.Id));
            commands.Add(command);
        }
    }

    /// <summary>Reads the results, from the one that the reader stands at; it is left at the last of them.</summary>
    /// <returns>One entry for each key that was asked for, null where there is no such entity; and what came along.</returns>
    public async Task<IReadOnlyDictionary<ContextKey, Context?>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        for (var i = 0; i < _kinds.Length; i++)
        {
            if (i > 0) await reader.NextResultAsync(cancellation);
            await foreach (var (key, context) in RowsOf(_kinds[i], reader, cancellation)) _contents[key] = context;
        }

        return _contents;
    }

    private bool IsRead(ContextKind kind) => kind == ContextKind.PolicySet ? _keys.Contains(kind) : SourcesOf(kind).Any(_keys.Contains);

    /// <summary>The kinds of keys that the contexts of a kind are found from, in the order of the statement's parameters.</summary>
    private static ContextKind[] SourcesOf(ContextKind kind) => kind switch
    {
        ContextKind.User => [ContextKind.User, ContextKind.ServiceKey],
        ContextKind.Team => [ContextKind.Team, ContextKind.Project, ContextKind.Generation],
        ContextKind.Project => [ContextKind.Project, ContextKind.Generation],
        ContextKind.PolicySet => [],
        _ => [kind],
    };

    private string TextFor(ContextKind kind) => kind switch
    {
        ContextKind.User => ContextSql.Users,
        ContextKind.Team => _areViewsRead ? TeamSql.ByViews : TeamSql.ByBaseTables,
        ContextKind.Project => ContextSql.Projects,
        ContextKind.Generation => ContextSql.Generations,
        ContextKind.Entity => ContextSql.Entities,
        ContextKind.ServiceKey => ContextSql.ServiceKeys,
        ContextKind.PolicySet => ContextSql.Policies,
        ContextKind.Session => ContextSql.Sessions,
        _ => throw NoSuchKind(kind),
    };

    private static IAsyncEnumerable<KeyValuePair<ContextKey, Context>> RowsOf(
        ContextKind kind, NpgsqlDataReader reader, CancellationToken cancellation) => kind switch
        {
            ContextKind.User => ContextRows.UsersAsync(reader, cancellation),
            ContextKind.Team => ContextRows.TeamsAsync(reader, cancellation),
            ContextKind.Project => ContextRows.ProjectsAsync(reader, cancellation),
            ContextKind.Generation => ContextRows.GenerationsAsync(reader, cancellation),
            ContextKind.Entity => ContextRows.EntitiesAsync(reader, cancellation),
            ContextKind.ServiceKey => ContextRows.ServiceKeysAsync(reader, cancellation),
            ContextKind.PolicySet => ContextRows.PolicySetAsync(reader, cancellation),
            ContextKind.Session => ContextRows.SessionsAsync(reader, cancellation),
            _ => throw NoSuchKind(kind),
        };

    private static void AddTexts(NpgsqlBatchCommand command, IEnumerable<string> texts) =>
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. texts] });

    private static ArgumentOutOfRangeException NoSuchKind(ContextKind kind) => new(nameof(kind), kind, "There is no such kind of context.");
}
