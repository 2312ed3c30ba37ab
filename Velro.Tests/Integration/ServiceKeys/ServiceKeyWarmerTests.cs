using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Velro.Authorization.Contexts;
using Velro.Data.ServiceKeys;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;
using Velro.Tests.Unit;
using Velro.Warmer.Warming;

namespace Velro.Tests.Integration.ServiceKeys;

/// <summary>The daily warming of service keys.</summary>
public sealed class ServiceKeyWarmerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Keys_that_are_in_use_are_found_in_the_shared_cache_and_stay_there_for_another_day()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            """
            insert into users (id) values ('ann'), ('bob');
            insert into service_keys (id, owner_id, name, hash, scopes, last_used_at, revoked_at) values
                ('used', 'ann', 'K', sha256('1'), '{check}', now() - interval '1 day', null),
                ('idle', 'ann', 'K', sha256('2'), '{check}', now() - interval '30 days', null),
                ('never', 'ann', 'K', sha256('3'), '{check}', null, null),
                ('revoked', 'bob', 'K', sha256('4'), '{check}', now(), now());
            """);
        var shared = new DictionaryCache();
        await using (var warmer = await Node.StartAsync(database, shared))
        {
            await WarmAsync(warmer);
            await Eventually.TrueAsync(() => shared.Entries.Count == 2);
            foreach (var key in shared.Entries.Keys) shared.Lifetimes[key] = TimeSpan.Zero;

            // What is there already is written again, as its lifetime is nearly over.
            await WarmAsync(warmer);
            await Eventually.TrueAsync(() => shared.Lifetimes.Values.Any(static lifetime => lifetime > TimeSpan.FromHours(20)));
        }

        await using var node = await Node.StartAsync(database, shared);
        Assert.Equal("ann", await node.AskAsync(new OwnerOf("used")) is { Answer: var owner } ? owner : null);
        Assert.Equal((1, 0), (node.Measured.Of("velro.cache.reads", "l2", "service_key"), node.Measured.Of("velro.cache.loads")));
        await node.AskAsync(new OwnerOf("idle"));
        Assert.Equal(1, node.Measured.Of("velro.cache.loads"));

        async Task WarmAsync(Node on)
        {
            using var meters = new TestMeterFactory();
            using var warmer = new ServiceKeyWarmer(
                new ServiceKeyUsage(database), on.Warmup, Options.Create(new KeyWarmingOptions()), TimeProvider.System, meters,
                NullLogger<ServiceKeyWarmer>.Instance);
            await warmer.WarmAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task That_there_is_no_such_key_is_known_here_and_not_written_to_the_shared_cache()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync("insert into service_keys (id, owner_id, name, hash, scopes) values ('k', 'admin', 'K', sha256('1'), '{check}')");
        var shared = new DictionaryCache();
        await using var node = await Node.StartAsync(database, shared);

        Assert.Null((await node.AskAsync(new OwnerOf("absent"))).Answer);
        Assert.NotNull((await node.AskAsync(new OwnerOf("k"))).Answer);
        Assert.Null((await node.AskAsync(new OwnerOf("absent"))).Answer);

        // Written in order: what comes after an entry that is not written is.
        await Eventually.TrueAsync(() => !shared.Entries.IsEmpty);
        Assert.Equal(2, node.Measured.Of("velro.cache.loads"));
        Assert.DoesNotContain(shared.Entries.Values, static payload => payload.AsSpan().IndexOf("absent"u8) >= 0);
    }

    [Fact]
    public void The_hour_is_a_setting()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"{KeyWarmingOptions.Section}:At", "04:30")]).Build();

        Assert.Equal(new TimeOnly(4, 30), configuration.GetSection(KeyWarmingOptions.Section).Get<KeyWarmingOptions>()!.At);
    }

    [Theory]
    [InlineData("02:00", 1)]
    [InlineData("03:00", 24)]
    [InlineData("04:00", 23)]
    [InlineData("23:00", 4)]
    public void The_hour_comes_once_a_day(string now, int hours) => Assert.Equal(
        TimeSpan.FromHours(hours),
        ServiceKeyWarmer.DelayUntil(new TimeOnly(3, 0), DateTimeOffset.UnixEpoch + TimeOnly.ParseExact(now, "HH:mm", null).ToTimeSpan()));

    private sealed class OwnerOf(string keyId) : Velro.Caching.Evaluations.IQuestion<string?>
    {
        public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out string? answer) where TSource : IContextSource
        {
            var isKnown = source.TryFind<ServiceKeyContext>(ContextKey.ServiceKey(keyId), out var key);
            answer = key?.OwnerId;
            return isKnown;
        }
    }
}
