using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Velro.Data.Feed;

/// <summary>The one statement of the change feed, alone or beside the statements of a load.</summary>
internal static class FeedQuery
{
    /// <summary>
    /// The first row is of the server, the others are the changes. The file's name of the write-ahead log begins with the timeline, and
    /// asking for it fails on a standby, whose snapshots must not be used.
    /// </summary>
    public const string Head =
        """
        select pg_current_snapshot()::text, now(), (select marker from public.incarnation), pg_postmaster_start_time(),
               (select oid from pg_database where datname = current_database()), (select system_identifier from pg_control_system()),
               left(pg_walfile_name(pg_current_wal_lsn()), 8), null::xid8, null::bigint, null::bigint
        """;

    /// <summary>How many columns the head has.</summary>
    public const int HeadColumns = 10;

    private const string All =
        $"""
        /* velro:feed.all */
        {Head}
        union all
        select null, null, null, null, null, null, null, xid, nonce, slot_hash from public.changes
        """;

    /// <summary>
    /// What the asked snapshot ($1 its xmin, $2 its xmax, $3 its ids in progress) did not see. Half of each range excludes nothing: with it
    /// the planner takes the condition for a narrow one. Without, a generic plan guesses a third of the table, reads it all, and on a long
    /// feed also compiles itself first.
    /// </summary>
    private const string Since =
        $"""
        /* velro:feed.poll */
        {Head}
        union all
        select null, null, null, null, null, null, null, xid, nonce, slot_hash from public.changes
        where xid >= $2 and xid <= '18446744073709551615'::xid8
        union all
        select null, null, null, null, null, null, null, xid, nonce, slot_hash from public.changes
        where xid >= $1 and xid < $2 and xid = any($3)
        """;

    public static string TextFor(PostgresSnapshot? asked) => asked is null ? All : Since;

    public static void AddParameters(NpgsqlParameterCollection parameters, PostgresSnapshot? asked)
    {
        if (asked is null) return;
        parameters.Add(new NpgsqlParameter<ulong> { TypedValue = asked.Xmin, NpgsqlDbType = NpgsqlDbType.Xid8 });
        parameters.Add(new NpgsqlParameter<ulong> { TypedValue = asked.Xmax, NpgsqlDbType = NpgsqlDbType.Xid8 });
        parameters.Add(new NpgsqlParameter<ulong[]>
        {
            TypedValue = asked.InProgress.ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8,
        });
    }

    /// <summary>Reads the answer. Null: the server has no marker since its last crash.</summary>
    public static async Task<FeedAnswer?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        PostgresSnapshot? snapshot = null;
        ServerIncarnation? incarnation = null;
        DateTimeOffset databaseTime = default;
        List<Change>? changes = null;
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.IsDBNull(0))
            {
                (changes ??= []).Add(ReadChange(reader));
                continue;
            }

            snapshot = PostgresSnapshot.Parse(reader.GetString(0));
            databaseTime = reader.GetFieldValue<DateTimeOffset>(1);
            incarnation = ReadIncarnation(reader);
        }

        return incarnation is null ? null : new FeedAnswer(snapshot!, incarnation, databaseTime, changes ?? (IReadOnlyList<Change>)[]);
    }

    /// <summary>The incarnation in a row that begins with the columns of <see cref="Head"/>. Null: the server has no marker since its last crash.</summary>
    public static ServerIncarnation? ReadIncarnation(NpgsqlDataReader reader) => reader.IsDBNull(2)
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
