using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Feed;

namespace Velro.Data.Contexts;

/// <summary>
/// One load: a batch that begins a repeatable-read transaction, so that all its statements read one snapshot, and that ends it, so that
/// it takes one round trip. Being read-only it has no id of its own that its snapshot would wrongly count as seen.
/// </summary>
internal sealed class ContextLoad
{
    private readonly Dictionary<ContextKey, Context?> _contents;
    private readonly PostgresSnapshot _asked;
    private readonly IGrouping<ContextKind, ContextKey>[] _kinds;

    public ContextLoad(IReadOnlyCollection<ContextKey> keys, PostgresSnapshot asked)
    {
        _asked = asked;
        _contents = new Dictionary<ContextKey, Context?>(keys.Count);
        foreach (var key in keys) _contents[key] = null;
        _kinds = [.. _contents.Keys.GroupBy(static key => key.Kind)];
    }

    public NpgsqlBatch CreateBatch(NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ContextSql.Begin));

        var feed = new NpgsqlBatchCommand(FeedQuery.TextFor(_asked));
        FeedQuery.AddParameters(feed.Parameters, _asked);
        batch.BatchCommands.Add(feed);

        foreach (var keys in _kinds)
        {
            var command = new NpgsqlBatchCommand(TextFor(keys.Key));
            if (keys.Key == ContextKind.Entity) AddTexts(command, keys.Select(static key => key.Type));
            if (keys.Key != ContextKind.PolicySet) AddTexts(command, keys.Select(static key => key.Id));
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(ContextSql.Commit));
        return batch;
    }

    /// <summary>Reads the answer. Null: the server has no marker since its last crash, and the answer is of no use.</summary>
    public async Task<ContextAnswer?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        if (await FeedQuery.ReadAsync(reader, cancellation) is not { } feed) return null;
        foreach (var keys in _kinds)
        {
            await reader.NextResultAsync(cancellation);
            await foreach (var (key, context) in RowsOf(keys.Key, reader, cancellation)) _contents[key] = context;
        }

        // Runs the commit, and meets its error when there is one.
        await reader.NextResultAsync(cancellation);
        return new ContextAnswer(feed, _contents);
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
