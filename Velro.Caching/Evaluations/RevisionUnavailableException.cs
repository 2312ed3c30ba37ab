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

    /// <summary>The revision that was asked for did not come in time.</summary>
    public const string Unreached = "revision.unreached";

    /// <summary>The revision that was asked for is of another run of the database, and can be compared with nothing.</summary>
    public const string Lineage = "revision.lineage";

    /// <summary>The database did not answer, and what is missing is in no cache.</summary>
    public const string StoreUnavailable = "store.unavailable";

    /// <summary>The stored policies do not compile on this node: it is of an older release than what wrote them.</summary>
    public const string PoliciesUnreadable = "policies.unreadable";

    /// <summary>The stable code in the HTTP contract.</summary>
    public string Code { get; } = code;
}
