using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Audit;
using Velro.Data.Decisions;
using Velro.Data.Feed;
using Velro.Data.Pools;
using Velro.Data.ServiceKeys;
using Velro.Data.Sessions;
using Velro.Data.Transactions;
using Velro.Data.Turns;
using Velro.Data.Views;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Integration.Views;
using Velro.Tests.Stores;
using Velro.Warmer.Views;

namespace Velro.Tests.Integration.Data;

/// <summary>All that the warmer does to the database, under the role that it has there and no more.</summary>
public sealed class WarmerRoleTests(PostgresFixture postgres) : IAsyncLifetime
{
    private NpgsqlDataSource _owner = null!;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _owner = await postgres.CreateDemoDatabaseAsync();
        _source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_owner.ConnectionString) { Options = $"-c role={DatabaseRole.Warmer}", Pooling = false }.ConnectionString);
    }

    public async ValueTask DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task It_follows_the_clock_and_loads_what_decisions_rest_on()
    {
        await using var node = await Node.StartAsync(_source);

        var answered = await node.AskAsync(new MayRead("alice", "campaign"));

        Assert.True(Assert.Single(answered.Answer));
    }

    [Fact]
    public async Task It_folds_changes()
    {
        await using var compactor = (await ChangeCompactor.TryBeginAsync(_source, Cancellation))!;

        Assert.True(await compactor.FoldAsync(await compactor.MarkAsync(1_000_000, Cancellation), Cancellation) > 0);
    }

    [Fact]
    public async Task It_computes_rows_and_refreshes_views()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        await using (var keeper = new RowKeeper(
            _source, Options.Create(new ViewOptions()), new ViewMetrics(meters, TimeProvider.System), TimeProvider.System, NullLogger<RowKeeper>.Instance))
            Assert.True(await keeper.WorkAsync(Cancellation));
        Assert.NotEqual(["0"], await _owner.TextsAsync("select count(*)::text from mv_project_access_context"));

        await using var turn = (await SessionTurn.TryTakeAsync(_source, SessionTurn.Reports, TimeSpan.FromMinutes(1), Cancellation))!;
        foreach (var view in ViewNames.Materialized) await new ReportViews(turn).RefreshAsync(view, Cancellation);
    }

    [Fact]
    public async Task It_forgets_what_is_old_and_finds_the_keys_in_use()
    {
        await _owner.RunAsync(
            """
            insert into idempotency_keys (key, body_digest, status, created_at) values (sha256('k'), sha256('b'), 204, now() - interval '3 days');
            select ensure_decision_partition(now() - interval '1 year');
            insert into audit_events (at, actor_type, actor_id, action, resource_type, resource_id)
            values (now() - interval '2 years', 'user', 'alice', 'user.updated', 'user', 'alice');
            insert into sessions (id, user_id, client_id, is_interactive, expires_at) values ('s', 'alice', 'c', true, now() - interval '30 days');
            """);

        Assert.Equal(1, await new IdempotencyRetention(_source).DeleteExpiredAsync(DateTimeOffset.UtcNow, Cancellation));
        Assert.Equal(2, await new DecisionRetention(_source).DropExpiredAsync(DateTimeOffset.UtcNow, 1, Cancellation));
        Assert.Equal(1, await new SignInRetention(_source).DeleteExpiredAsync(DateTimeOffset.UtcNow, Cancellation));
        Assert.Equal(1, await new AuditRetention(_source).DeleteExpiredAsync(DateTimeOffset.UtcNow.AddDays(-400), Cancellation));
        Assert.NotNull(await new ServiceKeyUsage(_source).FindUsedAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow, 10, Cancellation));
    }

    /// <summary>Its right to delete events is one for old ones.</summary>
    [Fact]
    public async Task It_cannot_forget_what_has_just_happened()
    {
        await _owner.RunAsync(
            """
            insert into audit_events (at, actor_type, actor_id, action, resource_type, resource_id)
            values (now() - interval '89 days', 'user', 'alice', 'user.updated', 'user', 'alice');
            """);

        await Assert.ThrowsAsync<PostgresException>(() => new AuditRetention(_source).DeleteExpiredAsync(DateTimeOffset.UtcNow, Cancellation));
        await Assert.ThrowsAsync<PostgresException>(() => _source.RunAsync("update audit_events set actor_id = 'x'"));
        await Assert.ThrowsAsync<PostgresException>(() => _source.RunAsync("truncate audit_events"));
    }
}
