using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Velro.Caching.Tiers;
using Velro.Data.Audit;
using Velro.Data.Transactions;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Audit;

/// <summary>How long security events are kept, and those that the system notices by itself.</summary>
public sealed class AuditRetentionTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_that_are_too_old_go_and_that_they_went_is_told()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AddAsync(database, days: 500, count: 7000);
        await AddAsync(database, days: 300, count: 10);

        Assert.Equal(7000, await new AuditRetention(database).DeleteExpiredAsync(DateTimeOffset.UtcNow.AddDays(-400), Cancellation));
        Assert.Equal(0, await new AuditRetention(database).DeleteExpiredAsync(DateTimeOffset.UtcNow.AddDays(-400), Cancellation));

        Assert.Equal(10L, await AskAsync(database, "select count(*) from audit_events where action = 'old'"));
        Assert.Equal("5000, 2000", await AskAsync(
            database, "select string_agg(details->>'events', ', ' order by id) from audit_events where action = 'audit.expired' and actor_type = 'system'"));
    }

    [Fact]
    public async Task A_young_event_goes_by_nobody()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AddAsync(database, days: 89, count: 1);

        await Assert.ThrowsAsync<PostgresException>(() => new AuditRetention(database).DeleteExpiredAsync(DateTimeOffset.UtcNow, Cancellation));
        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("delete from audit_events where action = 'old'"));
        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("truncate audit_events"));
        Assert.Equal(1L, await AskAsync(database, "select count(*) from audit_events where action = 'old'"));
    }

    [Fact]
    public async Task An_old_one_is_not_changed_either()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AddAsync(database, days: 500, count: 1);
        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("update audit_events set actor_id = 'x'"));
    }

    /// <summary>DESIGN.md section 4: a bad tag is a security event. However many there are, they are one.</summary>
    [Fact]
    public async Task Forged_payloads_are_told_to_the_trail_together()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var forged = new ForgedPayloads();
        var time = new FakeTimeProvider();
        using var reporter = new ForgeryReporter(forged, new Store(database, TimeProvider.System), time);
        for (var i = 0; i < 1000; i++) forged.Note($"velro:{i}");

        await reporter.ReportAsync(Cancellation);
        await reporter.ReportAsync(Cancellation);

        Assert.Equal("cache 1000 velro:999", await AskAsync(
            database,
            "select string_agg(actor_id || ' ' || (details->>'payloads') || ' ' || (details->>'lastPlace'), '|') from audit_events where action = 'cache.payload_forged'"));
    }

    [Fact]
    public async Task Forged_payloads_are_told_later_when_the_database_is_away()
    {
        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        var forged = new ForgedPayloads();
        forged.Note("velro:1");
        using var reporter = new ForgeryReporter(forged, new Store(away, TimeProvider.System), new FakeTimeProvider());

        await reporter.ReportAsync(Cancellation);

        Assert.Equal((1, "velro:1"), forged.Take());
    }

    private static Task AddAsync(NpgsqlDataSource database, int days, int count) => database.RunAsync(
        $"""
        insert into audit_events (at, actor_type, actor_id, action, resource_type, resource_id)
        select now() - interval '{days} days', 'user', 'ann', 'old', 'team', 't' from generate_series(1, {count})
        """);

    private static async Task<object?> AskAsync(NpgsqlDataSource database, string text)
    {
        await using var command = database.CreateCommand(text);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
