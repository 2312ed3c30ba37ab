using Npgsql;

namespace Velro.Migrations.Schema;

/// <summary>Lets one migrator work at a time: an advisory lock of the session, which also goes when the process dies.</summary>
internal sealed class MigrationLock : IAsyncDisposable
{
    private const string LockNotAvailable = "55P03";

    private const string Take = "set lock_timeout = '5min'; select pg_advisory_lock(hashtextextended('velro.migrations', 0))";

    private const string Release = "select pg_advisory_unlock(hashtextextended('velro.migrations', 0)); reset lock_timeout";

    private readonly NpgsqlConnection _connection;

    private MigrationLock(NpgsqlConnection connection) => _connection = connection;

    /// <exception cref="MigrationException">Another migrator has been at work for five minutes.</exception>
    public static async Task<MigrationLock> TakeAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(Take, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellation);
            return new MigrationLock(connection);
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            if (exception is not PostgresException { SqlState: LockNotAvailable }) throw;
            throw new MigrationException("Another migration of this database has been running for five minutes. Look at it, and run this one again.", exception);
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
