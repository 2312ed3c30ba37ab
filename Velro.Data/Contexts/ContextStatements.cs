using Npgsql;
using Velro.Authorization.Contexts;

namespace Velro.Data.Contexts;

/// <summary>The statements that read given contexts, one for each kind, as a part of somebody's batch.</summary>
internal sealed class ContextStatements
{
    private readonly Dictionary<ContextKey, Context?> _contents;
    private readonly IGrouping<ContextKind, ContextKey>[] _kinds;

    public ContextStatements(IReadOnlyCollection<ContextKey> keys)
    {
        _contents = new Dictionary<ContextKey, Context?>(keys.Count);
        foreach (var key in keys) _contents[key] = null;
        _kinds = [.. _contents.Keys.GroupBy(static key => key.Kind)];
    }

    public void AddTo(NpgsqlBatchCommandCollection commands)
    {
        foreach (var keys in _kinds)
        {
            var command = new NpgsqlBatchCommand(TextFor(keys.Key));
            if (keys.Key == ContextKind.Entity) AddTexts(command, keys.Select(static key => key.Type));
            if (keys.Key != ContextKind.PolicySet) AddTexts(command, keys.Select(static key => key.Id));
            commands.Add(command);
        }
    }

    /// <summary>Reads the results, from the one that the reader stands at; it is left at the last of them.</summary>
    /// <returns>One entry for each key; null: no such entity exists.</returns>
    public async Task<IReadOnlyDictionary<ContextKey, Context?>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        for (var i = 0; i < _kinds.Length; i++)
        {
            if (i > 0) await reader.NextResultAsync(cancellation);
            await foreach (var (key, context) in RowsOf(_kinds[i].Key, reader, cancellation)) _contents[key] = context;
        }

        return _contents;
    }

    private static string TextFor(ContextKind kind) => kind switch
    {
        ContextKind.User => ContextSql.Users,
        ContextKind.Team => ContextSql.Teams,
        ContextKind.Project => ContextSql.Projects,
        ContextKind.Generation => ContextSql.Generations,
        ContextKind.Entity => ContextSql.Entities,
        ContextKind.ServiceKey => ContextSql.ServiceKeys,
        ContextKind.PolicySet => ContextSql.Policies,
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
            _ => throw NoSuchKind(kind),
        };

    private static void AddTexts(NpgsqlBatchCommand command, IEnumerable<string> texts) =>
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. texts] });

    private static ArgumentOutOfRangeException NoSuchKind(ContextKind kind) => new(nameof(kind), kind, "There is no such kind of context.");
}
