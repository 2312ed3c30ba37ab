using Npgsql;
using Velro.Data.Turns;
using Velro.Data.Views;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Views;

/// <summary>The views that the server refreshes as a whole.</summary>
public sealed class ReportViewTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_count_what_happened_and_what_was_asked()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            """
            insert into users (id) values ('u1');
            insert into generations (id, owner_id, kind) values ('g1', 'u1', 'image'), ('g2', 'u1', 'image');
            select ensure_decision_partition(now());
            insert into decision_records (id, at, key_id, user_id, subject_type, subject_id, action, resource_type, resource_id,
                is_permitted, reason, layer, is_explained, is_trusted, is_complete)
            select gen_random_uuid(), now(), 'k', 'u', 'user', 'u' || n, 'read', 'generation', 'g1', n > 1, 'role', 4, false, false, true
            from generate_series(1, 3) n;
            """);
        await RefreshAsync(database);

        Assert.Equal(
            ["g1 read 2 1 3"],
            await database.TextsAsync(
                $"select concat_ws(' ', generation_id, action, permits_recorded, denials_recorded, subjects) from {ViewNames.GenerationAccess}"));
        Assert.Equal(
            ["2 2 1"],
            await database.TextsAsync(
                $"""
                select concat_ws(' ', generations_created, permits_recorded, denials_recorded) from {ViewNames.PlatformActivity}
                where day = (now() at time zone 'UTC')::date
                """));
    }

    [Fact]
    public async Task They_are_refreshed_while_somebody_reads_them()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await RefreshAsync(database);
        await using var reading = await database.OpenConnectionAsync(Cancellation);
        await using var transaction = await reading.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
        var before = await SumAsync(reading);

        // Would wait for the reader to end, if it took more than a concurrent refresh does.
        await database.RunAsync("insert into users (id) values ('u1')");
        await RefreshAsync(database);

        Assert.Equal(before, await SumAsync(reading));
        await transaction.CommitAsync(Cancellation);
        Assert.Equal(before + 1, await SumAsync(reading));
    }

    /// <summary>A refresh is DDL to the server; it must not be taken for a change of the schema that caches have to feel.</summary>
    [Fact]
    public async Task A_refresh_flushes_no_cache_and_marks_nothing()
    {
        const string state = "select flush_values::text || (select count(*) from changes) || (select count(*) from view_marks) from revision_clock";
        await using var database = await postgres.CreateDatabaseAsync();
        var before = await database.TextsAsync(state);
        await RefreshAsync(database);
        Assert.Equal(before, await database.TextsAsync(state));
    }

    [Fact]
    public async Task Only_those_two_can_be_refreshed_so()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var turn = (await SessionTurn.TryTakeAsync(database, SessionTurn.Reports, TimeSpan.FromMinutes(1), Cancellation))!;
        await Assert.ThrowsAsync<ArgumentException>(() => new ReportViews(turn).RefreshAsync(ViewNames.Users, Cancellation));
    }

    private static async Task RefreshAsync(NpgsqlDataSource database)
    {
        await using var turn = (await SessionTurn.TryTakeAsync(database, SessionTurn.Reports, TimeSpan.FromMinutes(1), Cancellation))!;
        foreach (var view in ViewNames.Materialized) await new ReportViews(turn).RefreshAsync(view, Cancellation);
    }

    private static async Task<long> SumAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand($"select sum(users_created)::bigint from {ViewNames.PlatformActivity}", connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
