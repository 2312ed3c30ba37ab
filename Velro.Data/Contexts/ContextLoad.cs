using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Feed;

namespace Velro.Data.Contexts;

/// <summary>
/// One load: a batch that begins a repeatable-read transaction, so that all its statements read one snapshot, and that ends it, so that
/// it takes one round trip. Being read-only it has no id of its own that its snapshot would wrongly count as seen.
/// </summary>
internal sealed class ContextLoad(IReadOnlyCollection<ContextKey> keys, PostgresSnapshot asked)
{
    private readonly ContextStatements _statements = new(keys, areViewsRead: true);

    public NpgsqlBatch CreateBatch(NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ContextSql.Begin));

        var feed = new NpgsqlBatchCommand(FeedQuery.Since);
        FeedQuery.AddParameters(feed.Parameters, asked);
        batch.BatchCommands.Add(feed);

        _statements.AddTo(batch.BatchCommands);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ContextSql.Commit));
        return batch;
    }

    /// <summary>Reads the answer. Null: the server has no marker since its last crash, and the answer is of no use.</summary>
    public async Task<ContextAnswer?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        if (await FeedQuery.ReadAsync(reader, cancellation) is not { } feed) return null;
        await reader.NextResultAsync(cancellation);
        var contents = await _statements.ReadAsync(reader, cancellation);

        // Runs the commit, and meets its error when there is one.
        await reader.NextResultAsync(cancellation);
        return new ContextAnswer(feed, contents);
    }
}
