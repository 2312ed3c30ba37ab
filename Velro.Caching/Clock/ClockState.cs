using Velro.Authorization.Contexts;
using Velro.Data.Feed;

namespace Velro.Caching.Clock;

/// <summary>One version of a node's revision clock. Immutable; each change of the clock publishes another.</summary>
/// <param name="Revision">The state of the database that the stamps are of: they hold exactly the changes visible in its snapshot.</param>
/// <param name="Incarnation">The run of the database server that the snapshot is of.</param>
/// <param name="Start">How often this node has started its clock over; an answer asked under another start is refused.</param>
/// <param name="Epochs">The epochs of stamps.</param>
/// <param name="Changes">How many versions since the start said another stamp or epoch than the one before them.</param>
/// <param name="DatabaseTime">The database's clock when it took the snapshot.</param>
/// <param name="Offset">How far the database's clock is ahead of this node's.</param>
/// <param name="AskedAt">The moment before this node asked for the snapshot.</param>
public sealed record ClockState(
    Revision Revision,
    ServerIncarnation Incarnation,
    int Start,
    Epochs Epochs,
    long Changes,
    DateTimeOffset DatabaseTime,
    TimeSpan Offset,
    Moment AskedAt)
{
    /// <summary>The snapshot of <see cref="Revision"/>.</summary>
    public PostgresSnapshot Snapshot => Revision.Snapshot;

    /// <summary>Whether it says of everything what another version says: there is a newer snapshot, and nothing that it brought.</summary>
    public bool SaysTheSameAs(ClockState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Start == other.Start && Changes == other.Changes;
    }

    /// <summary>The epoch of the stamps of a kind.</summary>
    public ulong EpochOf(ContextKind kind) => Epochs.Of(kind);
}
