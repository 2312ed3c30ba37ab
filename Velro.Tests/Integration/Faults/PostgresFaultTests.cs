using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Velro.Tests.Contract;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Faults;

/// <summary>
/// Postgres is done harm, for real, under a running API: what is cached is answered, and says that it is degraded; what is not is 503 in
/// bounded time; nothing is ever permitted by mistake; and the API recovers by itself.
/// </summary>
public sealed class PostgresFaultTests : IAsyncLifetime
{
    /// <summary>What a request may take while the database is known to be away, on a busy machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private TemporaryPostgres _server = null!;
    private NpgsqlDataSource _database = null!;
    private Api _api = null!;
    private HttpClient _caller = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TemporaryPostgres.StartAsync();
        _database = NpgsqlDataSource.Create(_server.ConnectionString);
        await PostgresFixture.MigrateAsync(_database, withDemo: true);
        await RunAsync("insert into projects (id, owner_id, name) values ('cached', 'alice', 'Cached'), ('other', 'alice', 'Other')");
        _api = await Api.StartAsync(_database);
        _caller = _api.CreateCaller();
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _database.DisposeAsync();
        await _server.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Away_it_leaves_cached_answers_that_say_so_and_nothing_else()
    {
        Assert.False(await IsDegradedAsync());

        await _server.StopAtOnceAsync();
        await Eventually.TrueAsync(IsDegradedAsync);
        await AssertOnlyCachedIsAnsweredAsync();

        await _server.StartAgainAsync();
        await AssertRecoversAsync();
    }

    [Fact]
    public async Task Frozen_it_is_as_good_as_away_and_thawed_as_good_as_back()
    {
        Assert.False(await IsDegradedAsync());

        _server.Freeze();
        await Eventually.TrueAsync(IsDegradedAsync);
        await AssertOnlyCachedIsAnsweredAsync();

        _server.Thaw();
        await AssertRecoversAsync();
    }

    [Fact]
    public async Task Failed_over_it_is_another_run_and_tokens_of_decisions_are_told_apart_from_those_of_writes()
    {
        var decided = (await AskAsync("cached")).GetProperty("context").GetProperty("revision").GetString()!;
        using var written = await PutAsync("before");
        var token = written.Headers.GetValues("Velro-Revision").Single();

        await _server.FailOverAsync();
        await AssertRecoversAsync();

        Assert.Equal((HttpStatusCode.BadRequest, "revision.lineage"), await OutcomeAsync(new { at_least = decided }));
        Assert.Equal((HttpStatusCode.OK, null), await OutcomeAsync(new { at_least = token }));
    }

    [Fact]
    public async Task Read_only_it_answers_as_always_and_takes_no_write()
    {
        await RunAsync("alter system set default_transaction_read_only = on");
        await RunAsync("select pg_reload_conf()");
        await Eventually.TrueAsync(async () =>
        {
            using var refused = await PutAsync("read-only");
            return refused.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
        Assert.False(await IsDegradedAsync());
        Assert.Equal((HttpStatusCode.OK, null), await OutcomeAsync("full"));

        await using var connection = await _database.OpenConnectionAsync(Cancellation);
        await new NpgsqlCommand("set default_transaction_read_only = off", connection).ExecuteNonQueryAsync(Cancellation);
        await new NpgsqlCommand("alter system reset default_transaction_read_only", connection).ExecuteNonQueryAsync(Cancellation);
        await new NpgsqlCommand("select pg_reload_conf()", connection).ExecuteNonQueryAsync(Cancellation);
        await AssertRecoversAsync();
    }

    /// <summary>Only the connection that the clock follows on is stuck; the node gives it up and takes another.</summary>
    [Fact]
    public async Task A_feed_that_is_stuck_is_left_for_another_one()
    {
        Assert.False(await IsDegradedAsync());
        await using var find = _database.CreateCommand("select pid from pg_stat_activity where query like '/* velro:feed.poll */%'");
        var backend = (int)(await find.ExecuteScalarAsync(Cancellation))!;

        Freezing.Freeze(backend);
        try
        {
            await Eventually.TrueAsync(IsDegradedAsync);
            await Eventually.TrueAsync(async () => !await IsDegradedAsync());
        }
        finally
        {
            Freezing.Thaw(backend);
        }
    }

    private async Task AssertOnlyCachedIsAnsweredAsync()
    {
        Assert.True((await AskAsync("cached")).GetProperty("decision").GetBoolean());
        await AssertSoonAsync("store.unavailable", () => PostAsync("other", "minimize_latency"));
        await AssertSoonAsync("revision.unreached", () => PostAsync("cached", "full"));
        using var health = await _caller.GetAsync(new Uri("/health", UriKind.Relative), Cancellation);
        Assert.Contains("Degraded", await health.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task AssertSoonAsync(string code, Func<Task<HttpResponseMessage>> ask)
    {
        var patience = Stopwatch.StartNew();
        using var response = await ask();
        Assert.InRange(patience.Elapsed, TimeSpan.Zero, Soon);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(code, (await response.ReadAsync()).GetProperty("code").GetString());
    }

    /// <summary>Without a restart: fresh answers, a write, and what the write says.</summary>
    private async Task AssertRecoversAsync()
    {
        await Eventually.TrueAsync(async () => await OutcomeAsync("full") == (HttpStatusCode.OK, null));
        await Eventually.TrueAsync(async () =>
        {
            using var written = await PutAsync("after");
            return written.IsSuccessStatusCode;
        });
        Assert.False(await IsDegradedAsync());
    }

    private async Task<bool> IsDegradedAsync() => (await AskAsync("cached")).GetProperty("context").TryGetProperty("degraded", out _);

    private Task<JsonElement> AskAsync(string project) => _caller.EvaluateAsync(QuestionOf(project, "minimize_latency"));

    private async Task<(HttpStatusCode Status, string? Code)> OutcomeAsync(object consistency)
    {
        using var response = await PostAsync("cached", consistency);
        var body = await response.ReadAsync();
        return (response.StatusCode, body.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    private Task<HttpResponseMessage> PostAsync(string project, object consistency) => _caller.PostAsJsonAsync(
        new Uri(Evaluations.Path, UriKind.Relative), QuestionOf(project, consistency), Cancellation);

    /// <summary>A write that tells a change.</summary>
    private Task<HttpResponseMessage> PutAsync(string value) => _caller.PutAsJsonAsync(
        new Uri("/v1/entities/thing/one", UriKind.Relative), new { properties = new { value } }, Cancellation);

    private static object QuestionOf(string project, object consistency) => new
    {
        subject = new { type = "user", id = "alice" },
        action = new { name = "read" },
        resource = new { type = "project", id = project },
        context = new { consistency },
    };

    private Task<int> RunAsync(string statement) => _database.CreateCommand(statement).ExecuteNonQueryAsync(Cancellation);
}
