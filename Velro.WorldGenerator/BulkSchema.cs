using Npgsql;

namespace Velro.WorldGenerator;

/// <summary>
/// Takes off the tables of an empty database what makes each single row expensive (the triggers, foreign keys, unique keys and indexes that
/// the migrations made), and puts the same back, word for word as Postgres tells them, once the rows are there. What is put back checks all
/// rows; only what triggers would have refused is left to whoever makes the rows.
/// </summary>
/// <remarks>
/// The change triggers fire always, also for replicated rows, and each row would append to the change feed that every node reads when it
/// starts. Without them no cache would feel the rows; there is none to feel them, as the database is made by the same run: what is cached
/// is of the database's oid (Velro.Caching's epoch), and nobody ever read this one.
/// </remarks>
internal sealed class BulkSchema(NpgsqlConnection connection, IReadOnlyList<string> tables)
{
    private const string ConstraintsOfTables =
        """
        select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
        from pg_constraint
        where contype = any($2::"char"[]) and (conrelid = any($1::regclass[]) or confrelid = any($1::regclass[]))
        order by contype = 'f', conrelid::regclass::text, conname
        """;

    private const string IndexesOfTables =
        """
        select indexrelid::regclass::text, pg_get_indexdef(indexrelid)
        from pg_index i
        where indrelid = any($1::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
        order by 1
        """;

    private readonly List<string> _restore = [];

    public async Task TakeOffAsync()
    {
        var drop = new List<string>();
        foreach (var table in tables) drop.Add($"alter table {table} disable trigger user");
        var foreign = await ReadAsync(ConstraintsOfTables, 'f');
        var unique = await ReadAsync(ConstraintsOfTables, 'p', 'u');
        var indexes = await ReadAsync(IndexesOfTables);

        drop.AddRange(foreign.Concat(unique).Select(static one => $"alter table {one[0]} drop constraint {one[1]}"));
        drop.AddRange(indexes.Select(static one => $"drop index {one[0]}"));
        _restore.AddRange(unique.Select(static one => $"alter table {one[0]} add constraint {one[1]} {one[2]}"));
        _restore.AddRange(indexes.Select(static one => one[1]));
        _restore.AddRange(foreign.Select(static one => $"alter table {one[0]} add constraint {one[1]} {one[2]}"));
        _restore.AddRange(tables.Select(static table => $"call public.fire_always('{table}')"));
        foreach (var statement in drop) await RunAsync(statement);
    }

    public async Task PutBackAsync(Action<string> tell)
    {
        foreach (var statement in _restore)
        {
            await RunAsync(statement);
            tell(statement.Length <= 120 ? statement : statement[..120] + "…");
        }
    }

    private async Task<List<string[]>> ReadAsync(string query, params char[] types)
    {
        await using var command = new NpgsqlCommand(query, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tables.ToArray() });
        if (types.Length > 0) command.Parameters.Add(new NpgsqlParameter { Value = types.Select(static type => type.ToString()).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }

    private async Task RunAsync(string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
