using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

public sealed class ChangeTriggerTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string[] Tables => [.. WatchedTables.Columns.Keys.Select(static column => column.Table).Distinct()];

    [Fact]
    public async Task Every_table_and_column_is_decided()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var columns = await RowsAsync(database, "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'");
        var decided = WatchedTables.Columns.Keys.Select(static column => $"{column.Table}.{column.Column}");
        Assert.Equal(decided.Order(), columns.Where(static column => !WatchedTables.Others.Contains(column.Split('.')[0])).Order());
    }

    [Fact]
    public async Task An_update_tells_the_keys_of_the_row_as_it_was_and_as_it_is_and_only_when_permissions_changed()
    {
        await using var database = await WorldAsync();
        foreach (var (column, (update, keys)) in WatchedTables.Columns) await AssertTellsAsync(database, column.ToString(), update, keys);
    }

    [Fact]
    public async Task What_appears_or_goes_tells_all_contexts_that_held_it()
    {
        await using var database = await WorldAsync();
        foreach (var (statement, keys) in WatchedTables.InsertsAndDeletes) await AssertTellsAsync(database, statement, statement, keys);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_tells_nothing()
    {
        await using var database = await WorldAsync();
        foreach (var column in WatchedTables.Columns.Keys)
            await AssertTellsAsync(database, column.ToString(), $"update {column.Table} set {column.Column} = {column.Column}", []);
    }

    [Fact]
    public async Task A_change_carries_the_hash_of_its_key()
    {
        await using var database = await WorldAsync();
        await using var reader = await database.CreateCommand("select kind, type, entity_id, slot_hash from changes").ExecuteReaderAsync(Cancellation);
        var changes = 0;
        for (; await reader.ReadAsync(Cancellation); changes++)
        {
            var key = new ContextKey((ContextKind)reader.GetInt16(0), reader.GetString(1), reader.GetString(2));
            Assert.Equal(ContextIdentity.SlotHashOf(key), unchecked((ulong)reader.GetInt64(3)));
        }

        Assert.True(changes > 20);
    }

    [Fact]
    public async Task Nonces_are_all_different()
    {
        await using var database = await WorldAsync();
        Assert.Equal(["t"], await RowsAsync(database, "select (count(*) = count(distinct nonce))::text::char(1) from changes"));
    }

    [Fact]
    public async Task The_triggers_fire_for_replicated_rows_too()
    {
        await using var database = await WorldAsync();
        Assert.Empty(await RowsAsync(database, "select tgname from pg_trigger where not tgisinternal and tgenabled <> 'A'"));
        await AssertTellsAsync(database, "a replica", "set session_replication_role = replica; update users set state = 'suspended' where id = 'u1'", ["1:u1"]);
    }

    [Fact]
    public async Task The_tables_are_neither_partitioned_nor_inherited()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var partitioned = await RowsAsync(
            database, "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'p'");
        Assert.Empty(partitioned.Except(WatchedTables.Others));
        Assert.Empty(await RowsAsync(database, "select inhrelid::regclass::text from pg_inherits where inhparent in (select oid from pg_class where relkind = 'r')"));
    }

    [Fact]
    public async Task Truncate_is_refused()
    {
        await using var database = await WorldAsync();
        foreach (var table in Tables.Append("changes").Append("audit_events"))
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => database.CreateCommand($"truncate {table} cascade").ExecuteNonQueryAsync(Cancellation));
            Assert.Contains("TRUNCATE is refused", error.MessageText, StringComparison.Ordinal);
        }
    }

    private static async Task AssertTellsAsync(NpgsqlDataSource database, string what, string statement, string[] keys)
    {
        await using var connection = await database.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand(statement, connection)) await command.ExecuteNonQueryAsync(Cancellation);

        await using var told = new NpgsqlCommand(
            "select distinct concat_ws(':', kind, nullif(type, ''), entity_id) from changes where xid = pg_current_xact_id() order by 1", connection);
        await using var reader = await told.ExecuteReaderAsync(Cancellation);
        var actual = new List<string>();
        while (await reader.ReadAsync(Cancellation)) actual.Add(reader.GetString(0));
        Assert.True(keys.SequenceEqual(actual), $"{what}: {string.Join(", ", actual)} was told, not {string.Join(", ", keys)}.");
    }

    private async Task<NpgsqlDataSource> WorldAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.CreateCommand(WatchedTables.World).ExecuteNonQueryAsync(Cancellation);
        return database;
    }

    private static async Task<List<string>> RowsAsync(NpgsqlDataSource database, string query)
    {
        var rows = new List<string>();
        await using var reader = await database.CreateCommand(query).ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation)) rows.Add(reader.GetString(0));
        return rows;
    }
}
