using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Velro.Data.Feed;

/// <summary>Collects the rows of the feed's statement: one of the server, the others of changes.</summary>
internal sealed class FeedRows
{
    private FeedAnswer? _server;
    /// <summary>Null: nothing is stored of it, as while a dump is restored.</summary>
    private ulong? _storedSystemIdentifier;
    private List<Change>? _changes;

    /// <summary>
    /// The answer; null when it is of no use before <see cref="ServerRepair"/>: the server has no marker since its last crash, or the changes
    /// are of another server.
    /// </summary>
    public FeedAnswer? Answer => _server switch
    {
        null => null,
        var server when IsForeign(server) => null,
        var server => _changes is null ? server : server with { Changes = _changes },
    };

    /// <summary>Takes the reader's row.</summary>
    /// <exception cref="SlotFormatException">The database counts slots otherwise.</exception>
    public void Add(NpgsqlDataReader reader)
    {
        if (reader.IsDBNull(0))
        {
            (_changes ??= []).Add(ReadChange(reader));
            return;
        }

        if (reader.GetInt16(8) != Slots.HashVersion || reader.GetInt32(9) != Slots.Count)
            throw new SlotFormatException(reader.GetInt16(8), reader.GetInt32(9));
        if (ReadIncarnation(reader) is not { } incarnation) return;

        _server = new FeedAnswer(PostgresSnapshot.Parse(reader.GetString(0)), incarnation, reader.GetFieldValue<DateTimeOffset>(1), [])
        {
            Base = reader.IsDBNull(11) ? null : PostgresSnapshot.Parse(reader.GetString(11)),
            FlushValues = ReadFlushValues(reader),
        };
        _storedSystemIdentifier = reader.IsDBNull(7) ? null : unchecked((ulong)reader.GetInt64(7));
    }

    /// <summary>Whether something stored is of another server: no snapshot sees what its own server has not handed out yet.</summary>
    private bool IsForeign(FeedAnswer server) =>
        _storedSystemIdentifier != server.Incarnation.SystemIdentifier
        || server.Base?.Xmax > server.Snapshot.Xmax
        || _changes?.Exists(change => change.Xid >= server.Snapshot.Xmax) == true;

    private static ServerIncarnation? ReadIncarnation(NpgsqlDataReader reader) => reader.IsDBNull(2)
        ? null
        : new ServerIncarnation(
            reader.GetGuid(2),
            reader.GetFieldValue<DateTimeOffset>(3),
            reader.GetFieldValue<uint>(4),
            unchecked((ulong)reader.GetInt64(5)),
            uint.Parse(reader.GetString(6), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            reader.GetFieldValue<uint>(12));

    private static ImmutableArray<ulong> ReadFlushValues(NpgsqlDataReader reader) =>
        ImmutableArray.Create(MemoryMarshal.Cast<long, ulong>(reader.GetFieldValue<long[]>(10)));

    private static Change ReadChange(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<ulong>(FeedQuery.HeadColumns - 3),
        unchecked((ulong)reader.GetInt64(FeedQuery.HeadColumns - 2)),
        unchecked((ulong)reader.GetInt64(FeedQuery.HeadColumns - 1)));
}
