namespace Velro.Data.Feed;

/// <summary>
/// The run of the database server that an answer is of. Transaction ids and snapshots mean something within one incarnation only: after
/// a crash the server hands out again the ids of transactions that left no trace, and a data folder copied back forgets commits.
/// </summary>
/// <param name="Marker">Random, kept in an UNLOGGED table: a crash empties it, and the next answer carries another one.</param>
/// <param name="PostmasterStart">When the server process was started.</param>
/// <param name="DatabaseOid">The database within the server.</param>
/// <param name="SystemIdentifier">The server's data folder, as <c>initdb</c> named it.</param>
/// <param name="Timeline">The write-ahead log's timeline, which a promotion or a recovery to a point in time raises.</param>
/// <param name="ClockOid">The table of the clock: a dump that is restored in place makes another one.</param>
public sealed record ServerIncarnation(
    Guid Marker, DateTimeOffset PostmasterStart, uint DatabaseOid, ulong SystemIdentifier, uint Timeline, uint ClockOid = 0);
