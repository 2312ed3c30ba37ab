using Velro.Caching.Clock;
using Velro.Data.Pools;

namespace Velro.Caching.Evaluations;

/// <summary>
/// No state of the database can be named that would be fresh enough to answer from: the node has not loaded its clock, has lost the
/// database, or did not reach the revision that was asked for. It is never a reason to answer anyway.
/// </summary>
public sealed class RevisionUnavailableException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The node has no clock yet, or lost it.</summary>
    public const string NotReady = "revision.not_ready";

    /// <summary>The last completed poll is too long ago.</summary>
    public const string TooOld = "revision.too_old";

    /// <summary>This machine's clock and the database's are too far apart.</summary>
    public const string Skewed = "clock.skewed";

    /// <summary>The revision that was asked for did not come in time.</summary>
    public const string Unreached = "revision.unreached";

    /// <summary>The revision that was asked for is of another run of the database, and can be compared with nothing.</summary>
    public const string Lineage = "revision.lineage";

    /// <summary>The database did not answer, and what is missing is in no cache.</summary>
    public const string StoreUnavailable = "store.unavailable";

    /// <summary>All connections of the pool that this would have used stayed in use.</summary>
    public const string PoolExhausted = PoolExhaustion.Code;

    /// <summary>The stored policies do not compile on this node: it is of an older release than what wrote them.</summary>
    public const string PoliciesUnreadable = "policies.unreadable";

    /// <summary>The stable code in the HTTP contract.</summary>
    public string Code { get; } = code;

    /// <summary>Why a node does not answer in <paramref name="mode"/>.</summary>
    internal static RevisionUnavailableException Of(ClockMode mode) => mode switch
    {
        ClockMode.TooOld => new(TooOld, "The database has not been heard of for too long."),
        ClockMode.Skewed => new(Skewed, "This node's clock and the database's are too far apart to say what has expired."),
        _ => new(NotReady, "This node has not loaded its revision clock yet."),
    };

    /// <summary>The revision is of another run of the database, and nothing tells whether it still has what the revision has.</summary>
    public static RevisionUnavailableException OtherLineage() => new(Lineage, "The revision is of another run of the database.");

    /// <summary>The revision did not come in time.</summary>
    public static RevisionUnavailableException NotReached(Exception? cause = null) =>
        new(Unreached, "The revision that was asked for was not reached in time.", cause);

    /// <summary>The database holds what another release stored, and this one cannot read.</summary>
    internal static RevisionUnavailableException OfOtherRelease(Exception cause) => new(NotReady, cause.Message, cause);

    /// <summary>What a statement that could not be run, or not in time, means for who asked.</summary>
    /// <param name="cause">Why it could not.</param>
    /// <param name="message">What to say of a database that does not answer.</param>
    internal static RevisionUnavailableException OfStore(Exception cause, string message) => PoolExhaustion.IsCauseOf(cause)
        ? new RevisionUnavailableException(PoolExhausted, PoolExhaustion.Message, cause)
        : new RevisionUnavailableException(StoreUnavailable, message, cause);
}
