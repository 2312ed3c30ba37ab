using System.Diagnostics;
using Npgsql;

namespace Velro.Migrations.Schema;

/// <summary>
/// Lets one migrator work at a time: an advisory lock of the session, which also goes when the process dies. It is asked for again and again:
/// a statement that waits for it would hold a snapshot, which an index that is built concurrently waits for in turn.
/// </summary>
internal sealed class MigrationLock : IAsyncDisposable
{
    private const string Take = "select pg_try_advisory_lock(hashtextextended('velro.migrations', 0))";

    private const string Release = "select pg_advisory_unlock(hashtextextended('velro.migrations', 0))";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlConnection _connection;

    private MigrationLock(NpgsqlConnection connection) => _connection = connection;

    /// <exception cref="MigrationException">Another migrator has been at work for five minutes.</exception>
    public static async Task<MigrationLock> TakeAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < Patience; await Task.Delay(Interval, cancellation))
            {
                await using var command = new NpgsqlCommand(Take, connection);
                if (await command.ExecuteScalarAsync(cancellation) is true) return new MigrationLock(connection);
            }

            throw new MigrationException("Another migration of this database has been running for five minutes. Look at it, and run this one again.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand(Release, _connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The session is gone, and the lock with it. What broke it is told by what ran under the lock.
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }
}
