using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Caching;

/// <summary>The shared cache as it is in earnest.</summary>
public sealed class RedisTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_one_node_loaded_another_finds_and_what_somebody_put_there_nobody_believes()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "mine", "theirs");
        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('mine', 'alice', 'admin')");
        await using var redis = await TemporaryRedis.StartAsync();
        await using (var writer = await StartAsync())
        {
            await writer.AskAsync(new MayRead("alice", "mine", "theirs"));
            await Eventually.TrueAsync(() => redis.Keys.Length == 4);
        }

        await using (var reader = await StartAsync())
        {
            Assert.True((await reader.AskAsync(new MayRead("alice", "mine", "theirs"))).Answer is [true, false]);
            Assert.Equal((4, 0), (reader.Measured.Of("velro.cache.reads", "l2"), reader.Measured.Of("velro.cache.loads")));
        }

        // Whoever can write to Redis copies each payload over every other: among them, the project that alice may read over the one she may not.
        var store = redis.Connection.GetDatabase();
        foreach (var source in redis.Keys)
        {
            var payload = await store.HashGetAsync(source, "data");
            foreach (var target in redis.Keys.Where(key => key != source)) await store.HashSetAsync(target, "data", payload);
            await using var reader = await StartAsync();

            Assert.True((await reader.AskAsync(new MayRead("alice", "mine", "theirs"))).Answer is [true, false]);
            Assert.InRange(reader.Measured.Of("velro.cache.payloads.forged"), 3, 4);
            await Eventually.TrueAsync(async () => (await PayloadsAsync()).Distinct().Count() == 4);
        }

        Task<Node> StartAsync() => Node.StartAsync(database, redis.Cache, cache: static cache => cache.SharedTimeout = TimeSpan.FromSeconds(5));

        async Task<string[]> PayloadsAsync() =>
            await Task.WhenAll(redis.Keys.Select(async key => Convert.ToHexString((byte[])(await store.HashGetAsync(key, "data"))!)));
    }
}
