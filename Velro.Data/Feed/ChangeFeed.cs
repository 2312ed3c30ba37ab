using Npgsql;

namespace Velro.Data.Feed;

/// <summary>
/// Follows the changes of permission-relevant rows by visibility (DESIGN.md section 4): a transaction that commits late is told late, and
/// never skipped.
/// </summary>
/// <param name="source">The database: the primary, reached through no transaction pooler.</param>
public sealed class ChangeFeed(NpgsqlDataSource source)
{
    /// <summary>
    /// The changes since <paramref name="asked"/>; null asks for every change there is. One statement, one round trip, one snapshot.
    /// </summary>
    /// <exception cref="NpgsqlException">
    /// The database did not answer, or is a standby or in recovery (SQLSTATE 55000), or is not migrated (42P01).
    /// </exception>
    public async Task<FeedAnswer> PollAsync(PostgresSnapshot? asked, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        while (true)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = FeedQuery.TextFor(asked);
            FeedQuery.AddParameters(command.Parameters, asked);
            await command.PrepareAsync(cancellation);

            await using (var reader = await command.ExecuteReaderAsync(cancellation))
            {
                if (await FeedQuery.ReadAsync(reader, cancellation) is { } answer) return answer;
            }

            await IncarnationMarker.WriteAsync(connection, cancellation);
        }
    }
}
