using System.Globalization;
using Npgsql;

namespace Velro.Data.Feed;

/// <summary>Collects the rows of the feed's statement: one of the server, the others of changes.</summary>
internal sealed class FeedRows
{
    private PostgresSnapshot? _snapshot;
    private ServerIncarnation? _incarnation;
    private DateTimeOffset _databaseTime;
    private List<Change>? _changes;

    /// <summary>The answer; null when the server has no marker since its last crash.</summary>
    public FeedAnswer? Answer =>
        _incarnation is null ? null : new FeedAnswer(_snapshot!, _incarnation, _databaseTime, _changes ?? (IReadOnlyList<Change>)[]);

    /// <summary>Takes the reader's row.</summary>
    public void Add(NpgsqlDataReader reader)
    {
        if (reader.IsDBNull(0))
        {
            (_changes ??= []).Add(ReadChange(reader));
            return;
        }

        _snapshot = PostgresSnapshot.Parse(reader.GetString(0));
        _databaseTime = reader.GetFieldValue<DateTimeOffset>(1);
        _incarnation = ReadIncarnation(reader);
    }

    private static ServerIncarnation? ReadIncarnation(NpgsqlDataReader reader) => reader.IsDBNull(2)
        ? null
        : new ServerIncarnation(
            reader.GetGuid(2),
            reader.GetFieldValue<DateTimeOffset>(3),
            reader.GetFieldValue<uint>(4),
            unchecked((ulong)reader.GetInt64(5)),
            uint.Parse(reader.GetString(6), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static Change ReadChange(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<ulong>(7), unchecked((ulong)reader.GetInt64(8)), unchecked((ulong)reader.GetInt64(9)));
}
