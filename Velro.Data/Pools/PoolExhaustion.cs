using Npgsql;

namespace Velro.Data.Pools;

/// <summary>
/// A pool whose connections were all in use for as long as one was waited for. The database is there, and nothing was begun: a reason to
/// come back in a moment.
/// </summary>
public static class PoolExhaustion
{
    /// <summary>The stable code in the HTTP contract.</summary>
    public const string Code = "pool.exhausted";

    /// <summary>For a person.</summary>
    public const string Message = "All connections that serve requests like this one are in use. Nothing was done; come back in a moment.";

    /// <summary>Whether this is why a statement could not be run. The driver has no type or code of its own for it.</summary>
    public static bool IsCauseOf(Exception exception) =>
        exception is NpgsqlException { InnerException: TimeoutException } &&
        exception.Message.StartsWith("The connection pool has been exhausted", StringComparison.Ordinal);
}
