namespace Velro.Data.Feed;

/// <summary>What the change feed answered, all of it of one snapshot.</summary>
/// <param name="Snapshot">The snapshot that the answer is of.</param>
/// <param name="Incarnation">The run of the server that took it.</param>
/// <param name="DatabaseTime">The database's clock when the question reached it, before the snapshot was taken; UTC, microseconds.</param>
/// <param name="Changes">
/// The changes that <paramref name="Snapshot"/> sees and the one that was asked about does not, in no order; all that there are, when
/// the question named none.
/// </param>
public sealed record FeedAnswer(
    PostgresSnapshot Snapshot, ServerIncarnation Incarnation, DateTimeOffset DatabaseTime, IReadOnlyList<Change> Changes);
