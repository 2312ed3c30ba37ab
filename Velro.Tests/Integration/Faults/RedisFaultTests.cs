using System.Diagnostics;
using Npgsql;
using Velro.Tests.Contract;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Faults;

/// <summary>Redis is done harm, for real, under a running API: every answer stays right, and none waits long for it.</summary>
public sealed class RedisFaultTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>The default of <c>Velro:Cache:SharedTimeout</c>, to which a busy machine adds.</summary>
    private static readonly TimeSpan TimeLimit = new Velro.Caching.Tiers.CacheOptions().SharedTimeout + TimeSpan.FromMilliseconds(250);

    private TemporaryRedis _redis = null!;
    private NpgsqlDataSource _database = null!;
    private Api _api = null!;
    private HttpClient _caller = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await TemporaryRedis.StartAsync();
        _database = await postgres.CreateDemoDatabaseAsync();
        await RunAsync(
            """
            insert into projects (id, owner_id, name, visibility)
            select 'p' || n, 'alice', 'P', case when n % 2 = 0 then 'public' else 'private' end from generate_series(1, 2000) n
            """);
        _api = await Api.StartAsync(_database, builder => builder.UseSetting("ConnectionStrings:cache", _redis.ConnectionString));
        _caller = _api.CreateCaller();
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _api.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Frozen_it_costs_its_time_limit_once_and_then_nothing()
    {
        var healthy = await AskAllAsync(1, 200);

        _redis.Freeze();
        var frozen = await AskAllAsync(201, 600);
        _redis.Thaw();

        Assert.InRange(frozen[^1], TimeSpan.Zero, 2 * healthy[^1] + 4 * TimeLimit);
        Assert.InRange(frozen[frozen.Length * 9 / 10], TimeSpan.Zero, 2 * healthy[^1] + TimeLimit);
        await AskAllAsync(1, 300);
    }

    [Fact]
    public async Task Killed_and_back_no_request_fails_and_it_is_used_again()
    {
        await AskAllAsync(1, 100);
        _redis.Kill();
        await AskAllAsync(101, 300);

        var next = 300;
        await Eventually.TrueAsync(async () =>
        {
            await AskAllAsync(++next, next);
            try
            {
                return (long)await _redis.ExecuteAsync("DBSIZE") > 0;
            }
            catch (StackExchange.Redis.RedisException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Out_of_memory_it_takes_nothing_more_and_answers_go_on()
    {
        Assert.SkipUnless(_redis.IsRedis, "Garnet has no such limit.");
        await _redis.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await _redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        await AskAllAsync(1, 300);
        await AskAllAsync(1, 300);

        Assert.Equal(0, (long)await _redis.ExecuteAsync("DBSIZE"));
    }

    /// <summary>Two nodes share what is cached; a change reaches both though Redis forgets everything in between.</summary>
    [Fact]
    public async Task Emptied_at_any_moment_it_changes_no_answer()
    {
        await using var other = await Api.StartAsync(_database, builder => builder.UseSetting("ConnectionStrings:cache", _redis.ConnectionString));
        using var second = other.CreateCaller();
        for (var round = 0; round < 20; round++)
        {
            var visibility = round % 2 == 0 ? "public" : "private";
            await RunAsync($"update projects set visibility = '{visibility}' where id = 'p7'");
            if (round % 3 == 0) await _redis.ExecuteAsync("FLUSHALL");
            foreach (var caller in (HttpClient[])[_caller, second]) Assert.Equal(round % 2 == 0, await MayReadAsync(caller, "p7", "full"));
        }
    }

    /// <summary>Asks about things that no cache has, all of which must be answered, and rightly.</summary>
    /// <returns>How long each took, the shortest first.</returns>
    private async Task<TimeSpan[]> AskAllAsync(int from, int to)
    {
        var times = new List<TimeSpan>();
        for (var n = from; n <= to; n++)
        {
            var start = Stopwatch.GetTimestamp();
            Assert.Equal(n % 2 == 0, await MayReadAsync(_caller, $"p{n}", "minimize_latency"));
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        return [.. times.Order()];
    }

    private static async Task<bool> MayReadAsync(HttpClient caller, string project, string consistency)
    {
        var decision = await caller.EvaluateAsync(new
        {
            subject = new { type = "user", id = "bob" },
            action = new { name = "read" },
            resource = new { type = "project", id = project },
            context = new { consistency },
        });
        Assert.False(decision.GetProperty("context").TryGetProperty("degraded", out _));
        return decision.GetProperty("decision").GetBoolean();
    }

    private Task<int> RunAsync(string statement) => _database.CreateCommand(statement).ExecuteNonQueryAsync(Cancellation);
}
