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
               left(pg_walfile_name(pg_current_wal_lsn()), 8), (select system_identifier from public.installation),
               slot_hash_version, slot_count, flush_values, base_snapshot::text, tableoid, null::xid8, null::bigint, null::bigint
        from public.revision_clock
        """;

    /// <summary>How many columns the head has. The last three are a change's.</summary>
    public const int HeadColumns = 16;

    private const string NoHead = "select null, null, null, null, null, null, null, null, null, null, null, null, null, xid, nonce, slot_hash";

    /// <summary>
    /// What the asked snapshot ($1 its xmin, $2 its xmax, $3 its ids in progress) did not see. Half of each range excludes nothing: with it
    /// the planner takes the condition for a narrow one. Without, a generic plan guesses a third of the table, reads it all, and on a long
    /// feed also compiles itself first.
    /// </summary>
    public const string Since =
        $"""
        /* velro:feed.poll */
        {Head}
        union all
        {NoHead} from public.changes
        where xid >= $2 and xid <= '18446744073709551615'::xid8
        union all
        {NoHead} from public.changes
        where xid >= $1 and xid < $2 and xid = any($3)
        """;

    /// <summary>The parameters of <see cref="Since"/>.</summary>
    public static void AddParameters(NpgsqlParameterCollection parameters, PostgresSnapshot asked)
    {
        parameters.Add(new NpgsqlParameter<ulong> { TypedValue = asked.Xmin, NpgsqlDbType = NpgsqlDbType.Xid8 });
        parameters.Add(new NpgsqlParameter<ulong> { TypedValue = asked.Xmax, NpgsqlDbType = NpgsqlDbType.Xid8 });
        parameters.Add(new NpgsqlParameter<ulong[]>
        {
            TypedValue = asked.InProgress.ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8,
        });
    }

    /// <summary>Reads the answer. Null: it is of no use before <see cref="ServerRepair"/>.</summary>
    /// <exception cref="SlotFormatException">The database counts slots otherwise.</exception>
    public static FeedAnswer? Read(NpgsqlDataReader reader)
    {
        var rows = new FeedRows();
        while (reader.Read()) rows.Add(reader);
        return rows.Answer;
    }

    /// <summary>Reads the answer. Null: it is of no use before <see cref="ServerRepair"/>.</summary>
    /// <exception cref="SlotFormatException">The database counts slots otherwise.</exception>
    public static async Task<FeedAnswer?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var rows = new FeedRows();
        while (await reader.ReadAsync(cancellation)) rows.Add(reader);
        return rows.Answer;
    }
}
