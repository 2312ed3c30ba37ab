using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Velro.Authorization.Callers;
using Velro.Data.Transactions;
using Velro.Data.Users;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>The transactions of management requests (DESIGN.md section 4: every mutation is authorised inside its own).</summary>
public sealed class StoreTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_administrators_who_remove_each_other_at_the_same_moment_exactly_one_succeeds()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var store = new Store(database, TimeProvider.System);
        for (var round = 0; round < 10; round++)
        {
            var (ann, bob) = ($"ann-{round}", $"bob-{round}");
            await AddAdministratorAsync(database, ann);
            await AddAdministratorAsync(database, bob);

            // Each has been found an administrator before either writes.
            using var together = new Barrier(2);
            var removals = await Task.WhenAll(RemoveAsync(store, ann, bob, together), RemoveAsync(store, bob, ann, together));

            Assert.Single(removals, static isDone => isDone);
            Assert.Equal(1L, await ValueAsync(database, $"select count(*) from users where id in ('{ann}', '{bob}') and is_administrator"));
        }
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing_behind()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var store = new Store(database, TimeProvider.System);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteAsync<bool>(
            async transaction =>
            {
                await UserTable.InsertAsync(transaction, "ann", email: null, "Ann");
                throw new InvalidOperationException();
            },
            Cancellation));

        Assert.Equal(0L, await ValueAsync(database, "select count(*) from users where id = 'ann'"));
    }

    [Fact]
    public async Task A_write_that_fits_no_order_is_run_again_and_given_up_in_the_end()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var store = new Store(database, TimeProvider.System);
        var runs = 0;
        const string fail = "do $$ begin raise exception 'no order' using errcode = 'serialization_failure'; end $$";

        Assert.Equal(3, await store.WriteAsync(
            async transaction =>
            {
                if (++runs < 3) await transaction.ExecuteAsync(fail);
                return runs;
            },
            Cancellation));

        runs = 0;
        var given = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(
            transaction =>
            {
                runs++;
                return transaction.ExecuteAsync(fail);
            },
            Cancellation));
        Assert.Equal(("store.contended", 16), (given.Code, runs));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_a_reason_to_come_back()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");
        var store = new Store(nowhere, TimeProvider.System);

        var read = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.ReadAsync(static _ => Task.FromResult(true), Cancellation));
        Assert.Equal("store.unavailable", read.Code);
    }

    [Fact]
    public async Task A_read_changes_nothing_and_sees_one_state()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var store = new Store(database, TimeProvider.System);

        await Assert.ThrowsAsync<PostgresException>(() => store.ReadAsync(
            static transaction => UserTable.InsertAsync(transaction, "ann", email: null, "Ann"), Cancellation));
        var seen = await store.ReadAsync(
            async transaction =>
            {
                await AddAdministratorAsync(database, "bob");
                return await UserTable.FindAsync(transaction, "bob");
            },
            Cancellation);

        Assert.Null(seen);
    }

    [Fact]
    public async Task The_instant_of_a_transaction_is_the_databases_whatever_this_machine_says()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        foreach (var year in (int[])[2010, 2200])
        {
            var wrong = new FakeTimeProvider(new DateTimeOffset(year, 1, 1, 0, 0, 0, default));
            var now = await new Store(database, wrong).ReadAsync(static transaction => Task.FromResult(transaction.Now), Cancellation);
            Assert.InRange(now, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        }
    }

    [Fact]
    public async Task The_snapshot_of_a_write_sees_the_write_and_what_it_saw()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var store = new Store(database, TimeProvider.System);
        var before = await store.WriteAsync(static transaction => Task.FromResult(transaction.Snapshot), Cancellation);

        var write = await store.WriteAsync(
            static async transaction =>
            {
                await UserTable.InsertAsync(transaction, "ann", email: null, "Ann");
                return transaction.Snapshot;
            },
            Cancellation);
        var xid = (ulong)(long)(await ValueAsync(database, "select xid::text::bigint from changes where entity_id = 'ann'"))!;

        Assert.True(write.Sees(xid));
        Assert.False(before.Sees(xid));
        Assert.True(write.IsAtLeast(before));
        Assert.True((await store.ReadAsync(static transaction => Task.FromResult(transaction.Snapshot), Cancellation)).IsAtLeast(write));
    }

    [Fact]
    public async Task F1_answers_older_than_24_hours_are_removed_and_no_others()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var now = DateTimeOffset.UtcNow;
        foreach (var (key, age) in new[] { ("old", 24.01), ("new", 23.9) })
        {
            await ExecuteAsync(
                database,
                $"""
                insert into idempotency_keys (key, body_digest, status, created_at)
                values (sha256('{key}'), sha256('b'), 204, now() - interval '{age} hours')
                """);
        }

        Assert.Equal(1, await new IdempotencyRetention(database).DeleteExpiredAsync(now, Cancellation));
        Assert.Equal(1L, await ValueAsync(database, "select count(*) from idempotency_keys where key = sha256('new')"));
    }

    private static Task<bool> RemoveAsync(Store store, string caller, string other, Barrier together)
    {
        var isFirst = true;
        return Task.Run(() => store.WriteAsync(
            async transaction =>
            {
                var identified = await transaction.IdentifyAsync(
                    new PresentedKey($"key-of-{caller}", SHA256.HashData(Encoding.UTF8.GetBytes(caller))));
                if (isFirst) together.SignalAndWait(Cancellation);
                isFirst = false;
                if (identified?.Has(Scopes.Admin) != true) return false;

                await UserTable.SetAdministratorAsync(transaction, other, isAdministrator: false);
                return true;
            },
            Cancellation));
    }

    private static Task AddAdministratorAsync(NpgsqlDataSource database, string id) => ExecuteAsync(
        database,
        $$"""
        insert into users (id, is_administrator) values ('{{id}}', true);
        insert into service_keys (id, owner_id, name, hash, scopes) values ('key-of-{{id}}', '{{id}}', 'K', sha256('{{id}}'), '{admin}');
        """);

    private static async Task ExecuteAsync(NpgsqlDataSource database, string text)
    {
        await using var command = database.CreateCommand(text);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<object?> ValueAsync(NpgsqlDataSource database, string text)
    {
        await using var command = database.CreateCommand(text);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
