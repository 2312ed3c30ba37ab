namespace Velro.Data.Feed;

/// <summary>A snapshot up to which changes are folded later, when every node that follows is past it.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Incarnation">The run of the server that it is of; in another one it means nothing.</param>
/// <param name="Changes">How many changes were stored, as far as they were counted.</param>
public sealed record CompactionMark(PostgresSnapshot Snapshot, ServerIncarnation Incarnation, int Changes);
