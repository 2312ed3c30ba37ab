using Npgsql;
using Velro.Data.Pools;

namespace Velro.Data.Transactions;

/// <summary>
/// A transaction could not be had: nothing was decided and nothing written. It is a reason to come back, never one to go on without.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    private StoreUnavailableException(string code, string message, Exception cause) : base(message, cause) => Code = code;

    /// <summary>The stable code in the HTTP contract.</summary>
    public string Code { get; }

    internal static StoreUnavailableException Away(Exception cause) => PoolExhaustion.IsCauseOf(cause)
        ? new StoreUnavailableException(PoolExhaustion.Code, PoolExhaustion.Message, cause)
        : new StoreUnavailableException("store.unavailable", "The database does not answer.", cause);

    /// <summary>
    /// What this comes to when another way to the database than <see cref="Store"/> threw it: OpenIddict's, by Entity Framework, which has wrapped
    /// what the driver said. Null: it is nothing of the database's being away.
    /// </summary>
    public static StoreUnavailableException? Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected }:
                    return Contended(cause);
                case PostgresException said:
                    return Store.IsOfTheServer(said, isWrite: true) ? Away(said) : null;
                case NpgsqlException:
                    return Away(cause);
            }
        }

        return null;
    }

    internal static StoreUnavailableException OtherRelease(Exception cause) => new("store.unavailable", cause.Message, cause);

    internal static StoreUnavailableException Contended(Exception cause) =>
        new("store.contended", "Too many writes of the same things came at the same moment; none of this one was done.", cause);

    internal static StoreUnavailableException PoliciesUnreadable(Exception cause) =>
        new("policies.unreadable", $"This node cannot compile the stored policies: {cause.Message}", cause);
}
