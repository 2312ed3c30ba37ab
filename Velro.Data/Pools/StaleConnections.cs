using Npgsql;

namespace Velro.Data.Pools;

/// <summary>
/// Pooled connections to a server that has been restarted since. Each of them fails once, when it is used; without more, so would a request
/// for each connection of the pool.
/// </summary>
internal static class StaleConnections
{
    /// <summary>
    /// Runs what changes nothing until it succeeds. When it fails on a connection that was cut off, all idle connections of the pool are
    /// closed, and it is run again.
    /// </summary>
    public static async Task<TResult> RetryAsync<TResult>(NpgsqlDataSource source, Func<Task<TResult>> run)
    {
        try
        {
            return await run();
        }
        catch (NpgsqlException exception) when (IsCutOff(exception))
        {
            source.Clear();
            return await run();
        }
    }

    private static bool IsCutOff(NpgsqlException exception) =>
        exception is { InnerException: IOException } or PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        };
}
