using System.Text.Json;
using Npgsql;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Integration.History;

/// <summary>
/// One change of one row, as the history table tells it. The changes of one row are in the order of their numbers, since who changes a row
/// waits for who changed it before.
/// </summary>
/// <param name="Number">The order in which the entries were written; not that in which they became visible.</param>
/// <param name="Xid">The transaction: a snapshot that sees it has the change.</param>
/// <param name="Old">The row before; null: there was none.</param>
/// <param name="New">The row after; null: there is none.</param>
internal sealed record HistoryEntry(long Number, ulong Xid, StoredRow? Old, StoredRow? New)
{
    /// <summary>The tables that decisions rest on.</summary>
    private static readonly string[] Tables =
    [
        "users", "teams", "team_members", "projects", "project_grants", "project_blocks", "generations", "generation_grants",
        "generation_blocks", "entities", "policies", "emergency_access", "service_keys", "sessions",
    ];

    /// <summary>Makes a database keep the history of its rows, from those on that it has now.</summary>
    public static Task KeepAsync(NpgsqlDataSource database) => database.RunAsync(
        $$"""
        create schema history;
        create table history.entries (
            number bigint generated always as identity primary key,
            xid xid8 not null default pg_current_xact_id(),
            "table" text not null,
            old jsonb,
            new jsonb
        );
        create function history.keep() returns trigger language plpgsql as $$
        begin
            insert into history.entries ("table", old, new) values (
                tg_table_name,
                case when tg_op <> 'INSERT' then to_jsonb(old) end,
                case when tg_op <> 'DELETE' then to_jsonb(new) end);
            return null;
        end $$;
        {{string.Join('\n', Tables.Select(static table =>
            $"""
            create trigger history after insert or update or delete on public.{table} for each row execute function history.keep();
            insert into history.entries ("table", new) select '{table}', to_jsonb(t) from public.{table} t;
            """))}}
        """);

    /// <summary>The number of the last entry.</summary>
    public static async Task<long> LastNumberAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select coalesce(max(number), 0) from history.entries");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>All that is visible now.</summary>
    public static async Task<IReadOnlyList<HistoryEntry>> ReadAllAsync(NpgsqlDataSource database)
    {
        var entries = new List<HistoryEntry>();
        await using var command = database.CreateCommand("""select number, xid, "table", old, new from history.entries order by number""");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            entries.Add(new HistoryEntry(reader.GetInt64(0), reader.GetFieldValue<ulong>(1), RowOf(reader, 3), RowOf(reader, 4)));
        return entries;
    }

    private static StoredRow? RowOf(NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column)) return null;
        using var json = JsonDocument.Parse(reader.GetString(column));
        return StoredRow.Of(reader.GetString(2), json.RootElement);
    }
}
