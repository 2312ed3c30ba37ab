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
    public static FeedAnswer? Read(NpgsqlDataReader reader)
    {
        var rows = new FeedRows();
        while (reader.Read()) rows.Add(reader);
        return rows.Answer;
    }

    /// <summary>Reads the answer. Null: the server has no marker since its last crash.</summary>
    public static async Task<FeedAnswer?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var rows = new FeedRows();
        while (await reader.ReadAsync(cancellation)) rows.Add(reader);
        return rows.Answer;
    }
}
