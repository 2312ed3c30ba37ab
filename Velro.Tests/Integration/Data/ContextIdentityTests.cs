using System.Text;
using CsCheck;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Contexts;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

public sealed class ContextIdentityTests(PostgresFixture postgres)
{
    /// <summary>Any text that Postgres can hold: every Unicode scalar value but NUL.</summary>
    private static readonly Gen<string> AnyText =
        Gen.Int[1, 0x10FFFF].Where(Rune.IsValid).Array[0, 40].Select(static runes => string.Concat(runes.Select(static rune => new Rune(rune).ToString())));

    private static readonly Gen<ContextKey> AnyKey =
        Gen.Select(Gen.Byte, AnyText, AnyText, static (kind, type, id) => new ContextKey((ContextKind)kind, type, id));

    [Fact]
    public async Task The_hash_in_CSharp_is_the_hash_in_SQL()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await AnyKey.Array[500].SampleAsync(
            async keys => Assert.Equal(await HashInSqlAsync(connection, keys), keys.Select(ContextIdentity.SlotHashOf)), iter: 20, threads: 1);
    }

    [Fact]
    public void The_hash_never_changes()
    {
        var key = ContextKey.Entity(new EntityRef("record", "grün-1"));
        Assert.Equal(0xf0c1c4ba03ff4c15UL, ContextIdentity.SlotHashOf(key));
        Assert.Equal(new UInt128(0xf0c1c4ba03ff4c15, 0x83f216e43fa84f9b), ContextIdentity.HashOf(key));
    }

    [Fact]
    public void Where_the_type_ends_and_the_id_begins_counts() => Assert.NotEqual(
        ContextIdentity.HashOf(ContextKey.Entity(new EntityRef("ab", "c"))), ContextIdentity.HashOf(ContextKey.Entity(new EntityRef("a", "bc"))));

    [Fact]
    public void What_is_not_text_has_no_hash() =>
        Assert.ThrowsAny<ArgumentException>(() => ContextIdentity.SlotHashOf(ContextKey.Entity(new EntityRef("record", "\ud800"))));

    private static async Task<ulong[]> HashInSqlAsync(NpgsqlConnection connection, ContextKey[] keys)
    {
        await using var command = new NpgsqlCommand(
            """
            select array_agg(context_slot_hash(kind, type, id) order by position)
            from unnest($1::smallint[], $2::text[], $3::text[]) with ordinality as keys (kind, type, id, position)
            """,
            connection);
        command.Parameters.AddWithValue(keys.Select(static key => (short)key.Kind).ToArray());
        command.Parameters.AddWithValue(keys.Select(static key => key.Type).ToArray());
        command.Parameters.AddWithValue(keys.Select(static key => key.Id).ToArray());
        var hashes = (long[])(await command.ExecuteScalarAsync())!;
        return [.. hashes.Select(static hash => unchecked((ulong)hash))];
    }
}
