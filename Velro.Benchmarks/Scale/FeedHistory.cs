using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;
using Velro.Data.Feed;

namespace Velro.Benchmarks.Scale;

/// <summary>
/// The change feed of a world that was copied past its triggers, as it would be had everything been written row by row: what has changed at
/// least once, and here that is everything, has a sum in the base that the compactor keeps, and the last changes are not folded yet.
/// </summary>
internal static class FeedHistory
{
    /// <summary>What is not folded, in every world: half of what the compactor waits for.</summary>
    public const int Tail = 5_000;

    private const string StoreBase =
        """
        update public.revision_clock set base_snapshot = pg_current_snapshot(), base_sums = $1, folded_at = now()
        where base_snapshot is null and not exists (select from public.changes)
        """;

    /// <summary>A small world's generations change more than once.</summary>
    private static readonly string AppendTail =
        $"""
        select public.append_change(4::smallint, '', id)
        from (
            select id from (select id from public.generations order by id desc limit {Tail}) g
            cross join generate_series(1, greatest(1, {Tail} / (select count(*)::integer from (select from public.generations limit {Tail}) c) + 1))
            limit {Tail}
        ) as changed
        """;

    private static readonly (ContextKind Kind, string Table)[] Kinds =
    [
        (ContextKind.User, "users"), (ContextKind.Team, "teams"), (ContextKind.Project, "projects"), (ContextKind.Generation, "generations"),
    ];

    /// <exception cref="InvalidOperationException">The feed has something in it already.</exception>
    public static async Task WriteAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var sums = new SlotSums();
        Span<byte> nonce = stackalloc byte[8];
        foreach (var (kind, table) in Kinds)
        {
            using var ids = connection.BeginBinaryExport($"copy (select id from public.{table}) to stdout (format binary)");
            while (ids.StartRow() >= 0)
            {
                RandomNumberGenerator.Fill(nonce);
                sums.Add(ContextIdentity.SlotHashOf(new ContextKey(kind, "", ids.Read<string>(NpgsqlDbType.Text))), BitConverter.ToUInt64(nonce));
            }
        }

        await using (var store = new NpgsqlCommand(StoreBase, connection))
        {
            store.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sums.ToBytes() });
            if (await store.ExecuteNonQueryAsync() != 1) throw new InvalidOperationException("The change feed of a new world is not empty.");
        }

        await using var tail = new NpgsqlCommand(AppendTail, connection) { CommandTimeout = 0 };
        await tail.ExecuteNonQueryAsync();
    }
}
