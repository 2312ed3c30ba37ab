using System.Collections.Immutable;

namespace Velro.Data.Feed;

/// <summary>What the change feed answered, all of it of one snapshot.</summary>
/// <param name="Snapshot">The snapshot that the answer is of.</param>
/// <param name="Incarnation">The run of the server that took it.</param>
/// <param name="DatabaseTime">The database's clock when the question reached it, before the snapshot was taken; UTC, microseconds.</param>
/// <param name="Changes">
/// The changes that <paramref name="Snapshot"/> sees and the one that was asked about does not, in no order, as far as they are not folded
/// into <see cref="Base"/>.
/// </param>
public sealed record FeedAnswer(
    PostgresSnapshot Snapshot, ServerIncarnation Incarnation, DateTimeOffset DatabaseTime, IReadOnlyList<Change> Changes)
{
    /// <summary>
    /// The snapshot whose changes are folded into the stored base; null: none are. Who asked about a snapshot that does not see all of
    /// these was not told all, and starts over.
    /// </summary>
    public PostgresSnapshot? Base { get; init; }

    /// <summary>
    /// The flush values: the first is of all kinds, the n-th after it of the kind n. Another value makes what is cached unreachable.
    /// </summary>
    public ImmutableArray<ulong> FlushValues { get; init; } = [];
}
