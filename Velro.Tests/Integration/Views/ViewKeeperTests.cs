using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Velro.Data.Views;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;
using Velro.Warmer.Views;

namespace Velro.Tests.Integration.Views;

/// <summary>What a warmer does about views, and what it tells of it.</summary>
public sealed class ViewKeeperTests(PostgresFixture postgres)
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly FakeLogger<RowKeeper> _log = new();
    private readonly IMeterFactory _meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_a_database_that_has_none_are_filled_at_the_start_and_then_kept()
    {
        await using var database = await WorldAsync();
        await database.RunAsync("delete from view_marks where kind <> 'none'");
        await using var keeper = Keeper(database);

        Assert.True(await keeper.WorkAsync(Cancellation));
        Assert.True(await database.GoesByAsync("p1"));
        Assert.Equal(["3"], await database.TextsAsync("select count(*)::text from view_refreshes where name = any(array['" +
            string.Join("','", ViewNames.Maintained) + "']) and refreshed_at is not null"));

        await database.RunAsync("delete from project_grants");
        Assert.False(await database.GoesByAsync("p1"));
        await keeper.WorkAsync(Cancellation);
        Assert.True(await database.GoesByAsync("p1"));
    }

    [Fact]
    public async Task The_next_warmer_takes_over_when_the_connection_of_the_first_is_gone()
    {
        await using var database = await WorldAsync();
        await using var first = Keeper(database);
        await using var second = Keeper(database);
        Assert.True(await first.WorkAsync(Cancellation));
        Assert.False(await second.WorkAsync(Cancellation));

        await database.RunAsync(
            """
            select pg_terminate_backend(pid, 10000) from pg_locks
            where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            """);
        await database.RunAsync("delete from project_grants");
        Assert.True(await second.WorkAsync(Cancellation));
        Assert.Empty(await database.MarksAsync());

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => first.WorkAsync(Cancellation));
        Assert.False(await first.WorkAsync(Cancellation));
    }

    [Fact]
    public async Task Drift_is_found_by_a_sample_repaired_counted_and_told_once()
    {
        await using var database = await WorldAsync();
        using var drift = new MetricCollector<long>(_meters, ViewMetrics.MeterName, "velro.views.drift");
        await using var keeper = Keeper(database);
        await keeper.WorkAsync(Cancellation);

        await database.RunAsync($$"""update {{ViewNames.Projects}} set team_ids = '{t9}' where project_id = 'p1'""");
        await keeper.WorkAsync(Cancellation);
        Assert.Empty(drift.GetMeasurementSnapshot());
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await keeper.WorkAsync(Cancellation);
        }

        Assert.Equal(["t1"], await database.TextsAsync($"select unnest(team_ids) from {ViewNames.Projects} where project_id = 'p1'"));
        Assert.Equal(1, drift.GetMeasurementSnapshot().EvaluateAsCounter());
        Assert.Equal(
            ["1"],
            await database.TextsAsync($"select drift::text from view_refreshes where name = '{ViewNames.Projects}' and drifted_at is not null"));
        Assert.Single(_log.Collector.GetSnapshot(), static record => record.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_refresh_that_was_asked_for_computes_every_row_again_and_the_request_is_met()
    {
        await using var database = await WorldAsync();
        await using var keeper = Keeper(database);
        await keeper.WorkAsync(Cancellation);
        await database.RunAsync(
            $"""
            update {ViewNames.Projects} set computed_at = 'epoch';
            update view_refreshes set requested_at = now() where name = '{ViewNames.Projects}';
            """);

        await keeper.WorkAsync(Cancellation);

        Assert.Empty(await database.TextsAsync($"select project_id from {ViewNames.Projects} where computed_at = 'epoch'"));
        Assert.Empty(await database.TextsAsync("select name from view_refreshes where requested_at is not null"));
    }

    [Fact]
    public async Task A_backlog_is_bounded_by_pass_and_told_with_its_age()
    {
        await using var database = await WorldAsync();
        await database.RunAsync("insert into users (id) select 'm' || n from generate_series(1, 100) n");
        using var backlog = new MetricCollector<long>(_meters, ViewMetrics.MeterName, "velro.views.backlog");
        using var age = new MetricCollector<double>(_meters, ViewMetrics.MeterName, "velro.views.backlog.age");
        await using var keeper = Keeper(database, new ViewOptions { BatchSize = 10, BatchesPerPass = 2, SampleSize = 1 });

        _time.SetUtcNow(DateTimeOffset.UtcNow.AddMinutes(1));
        await keeper.WorkAsync(Cancellation);

        // Two batches of marks; and two of the sweep at the start, which computes rows that are marked as well.
        backlog.RecordObservableInstruments();
        age.RecordObservableInstruments();
        var waiting = backlog.GetMeasurementSnapshot()
            .Where(static one => (string?)one.Tags["velro.mark.kind"] == "user").Max(static one => one.Value);
        Assert.InRange(waiting, 50, 90);
        Assert.InRange(age.LastMeasurement!.Value, 55, 180);

        for (var i = 0; i < 20; i++) await keeper.WorkAsync(Cancellation);
        backlog.Clear();
        backlog.RecordObservableInstruments();
        Assert.All(backlog.GetMeasurementSnapshot(), static one => Assert.Equal(0, one.Value));
    }

    [Fact]
    public async Task Materialized_views_are_refreshed_when_they_are_due_or_asked_for()
    {
        await using var database = await WorldAsync();
        await using var keeper = new ReportKeeper(
            database, Options.Create(new ViewOptions()), new ViewMetrics(_meters, _time), _time, new FakeLogger<ReportKeeper>());
        await database.RunAsync("update view_refreshes set refreshed_at = now()");
        await keeper.WorkAsync(Cancellation);
        Assert.Empty(await RefreshedAsync());

        await database.RunAsync($"update view_refreshes set requested_at = now() where name = '{ViewNames.PlatformActivity}'");
        await keeper.WorkAsync(Cancellation);
        Assert.Equal([ViewNames.PlatformActivity], await RefreshedAsync());

        _time.Advance(TimeSpan.FromMinutes(20));
        await keeper.WorkAsync(Cancellation);
        Assert.Equal(ViewNames.Materialized.Order(StringComparer.Ordinal), await RefreshedAsync());

        Task<List<string>> RefreshedAsync() => database.TextsAsync(
            "select name from view_refreshes where duration > '0' and requested_at is null order by name collate \"C\"");
    }

    private RowKeeper Keeper(NpgsqlDataSource database, ViewOptions? options = null) =>
        new(database, Options.Create(options ?? new ViewOptions()), new ViewMetrics(_meters, _time), _time, _log);

    private async Task<NpgsqlDataSource> WorldAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            """
            insert into users (id) values ('u1');
            insert into teams (id, name) values ('t1', 'T');
            insert into projects (id, owner_id, name) values ('p1', 'u1', 'P1'), ('p2', 'u1', 'P2');
            insert into project_grants (project_id, team_id, role) values ('p1', 't1', 'editor');
            """);
        return database;
    }
}
