using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.Data.Feed;

/// <summary>
/// Follows the changes of permission-relevant rows by visibility (DESIGN.md section 4): a transaction that commits late is told late, and
/// never skipped. It blocks: who follows has a thread of its own for it.
/// </summary>
/// <param name="source">The database: the primary, reached through no transaction pooler.</param>
public sealed class ChangeFeed([FromKeyedServices(PoolNames.Feed)] NpgsqlDataSource source)
{
    /// <summary>
    /// The changes since <paramref name="asked"/>; null asks for every change there is. One statement, one round trip, one snapshot.
    /// </summary>
    /// <exception cref="NpgsqlException">
    /// The database did not answer, or is a standby or in recovery (SQLSTATE 55000), or is not migrated (42P01).
    /// </exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public FeedAnswer Poll(PostgresSnapshot? asked, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var connection = source.OpenConnection();
        while (true)
        {
            using var command = connection.CreateCommand();
            command.CommandText = FeedQuery.TextFor(asked);
            FeedQuery.AddParameters(command.Parameters, asked);
            command.Prepare();

            using (cancellation.Register(command.Cancel))
            using (var reader = command.ExecuteReader())
            {
                if (FeedQuery.Read(reader) is { } answer) return answer;
            }

            IncarnationMarker.Write(connection);
        }
    }
}
