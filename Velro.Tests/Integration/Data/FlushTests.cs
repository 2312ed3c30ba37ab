using Npgsql;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>What makes everything that is cached unreachable, in the transaction that does it.</summary>
public sealed class FlushTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flush_draws_a_value_for_all_or_for_one_kind()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var before = database.PollOnce().FlushValues;

        await RunAsync(database, "select draw_flush_value(3::smallint)");
        var kind = database.PollOnce().FlushValues;
        await RunAsync(database, "select draw_flush_value()");
        var all = database.PollOnce().FlushValues;

        Assert.Equal([3], Differences(before, kind));
        Assert.Equal([0], Differences(kind, all));
    }

    [Theory]
    [InlineData("alter table users add column nickname text")]
    [InlineData("alter table projects drop column name")]
    [InlineData("alter table team_members disable trigger team_members_inserted")]
    [InlineData("drop trigger teams_updated on teams")]
    [InlineData("create trigger another after insert on policies execute function note_change('7')")]
    [InlineData("create or replace function note_change() returns trigger language plpgsql as 'begin return null; end'")]
    [InlineData("alter function append_change(smallint, text, text) rename to append_another")]
    [InlineData("create domain role_name as text")]
    [InlineData("alter table users rename column state to condition")]
    [InlineData("create policy only_mine on projects using (true)")]
    [InlineData("call begin_trigger_change('users', 'teams')")]
    public async Task Ddl_that_decisions_could_rest_on_flushes_all(string statement)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var before = database.PollOnce().FlushValues;

        await RunAsync(database, statement);

        Assert.Contains(0, Differences(before, database.PollOnce().FlushValues));
    }

    [Theory]
    [InlineData("create table another (id text); drop table another")]
    [InlineData("create index another on users (display_name); drop index another")]
    [InlineData("select ensure_decision_partition(now() + interval '3 months')")]
    [InlineData("create materialized view another as select 1 as one; refresh materialized view another")]
    [InlineData("create temporary table another (id text)")]
    public async Task Ddl_that_no_decision_rests_on_flushes_nothing(string statement)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var before = database.PollOnce().FlushValues;

        await RunAsync(database, statement);

        Assert.Equal(before, database.PollOnce().FlushValues);
    }

    [Theory]
    [InlineData("alter table users alter column version type numeric")]
    [InlineData("alter table changes alter column kind type integer")]
    public async Task A_watched_table_is_not_rewritten(string statement)
    {
        await using var database = await postgres.CreateDatabaseAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(database, statement));

        Assert.Equal(PostgresErrorCodes.FeatureNotSupported, refusal.SqlState);
    }

    [Theory]
    [InlineData("create table more_users () inherits (users)")]
    [InlineData("create table more_users (like users including all); alter table more_users inherit users")]
    public async Task A_watched_table_is_not_inherited_from(string statement)
    {
        await using var database = await postgres.CreateDatabaseAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(database, statement));

        Assert.Equal(PostgresErrorCodes.FeatureNotSupported, refusal.SqlState);
    }

    /// <summary>As while a dump is restored over it: nothing is dropped that is only half there, and no poll goes on for ever.</summary>
    [Theory]
    [InlineData("alter table revision_clock disable trigger all; delete from revision_clock")]
    [InlineData("delete from installation")]
    public async Task A_database_that_is_not_all_there_is_not_answered_from_and_nothing_of_it_is_dropped(string statement)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await RunAsync(database, "insert into users (id) values ('kept')");
        await RunAsync(database, statement);

        Assert.ThrowsAny<NpgsqlException>(() => database.PollOnce());

        await using var count = database.CreateCommand("select count(*) from changes");
        Assert.NotEqual(0L, await count.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_number_that_becomes_a_decimal_is_a_change_though_the_database_takes_both_for_the_same()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await RunAsync(database, """insert into entities (type, id, properties) values ('record', 'r', '{"n": 3}')""");
        var before = database.PollOnce().Snapshot;

        await RunAsync(database, """update entities set properties = '{"n": 3.0}'""");

        Assert.Single(database.PollOnce(before).Changes);
    }

    [Fact]
    public async Task A_migration_that_changes_a_trigger_waits_for_whoever_writes_under_the_old_one()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var writer = await database.OpenConnectionAsync(Cancellation);
        await using var transaction = await writer.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand("insert into users (id) values ('early')", writer).ExecuteNonQueryAsync(Cancellation);

        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync(database, "set local lock_timeout = '100ms'; call begin_trigger_change('users')"));
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, refusal.SqlState);
        await transaction.CommitAsync(Cancellation);
        await RunAsync(database, "call begin_trigger_change('users')");
    }

    /// <summary>As a dump that was restored on another server: ids of transactions mean nothing there.</summary>
    [Theory]
    [InlineData("update installation set system_identifier = 1")]
    [InlineData("update changes set xid = '1000000000000'")]
    [InlineData("update revision_clock set base_snapshot = '1000000000000:1000000000000:', base_sums = '', folded_at = now()")]
    public async Task Changes_of_another_server_are_dropped_and_all_is_flushed(string statement)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await RunAsync(database, "insert into users (id) values ('old')");
        var before = database.PollOnce().FlushValues;
        await RunAsync(database, statement);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.PollOnce(), Cancellation)));

        Assert.Single(answers.Select(static answer => string.Join(',', answer.FlushValues)).Distinct());
        Assert.All(answers, answer => Assert.Empty(answer.Changes));
        Assert.All(answers, answer => Assert.Null(answer.Base));
        Assert.Equal(Enumerable.Range(0, before.Length), Differences(before, answers[0].FlushValues));
        await RunAsync(database, "insert into users (id) values ('new')");
        Assert.Single(database.PollOnce().Changes);
    }

    private static Task<int> RunAsync(NpgsqlDataSource database, string statement) =>
        database.CreateCommand($"begin; {statement}; commit").ExecuteNonQueryAsync(Cancellation);

    private static int[] Differences(IReadOnlyList<ulong> before, IReadOnlyList<ulong> after) =>
        [.. Enumerable.Range(0, before.Count).Where(i => before[i] != after[i])];
}
