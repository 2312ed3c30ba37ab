using System.Diagnostics;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace Velro.LocalAspire.Integrations.Tests.Redis;

public class RedisServerTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_server_that_answers_is_healthy(bool keyed)
    {
        var builder = Host();
        if (keyed) builder.AddKeyedRedisClient("cache");
        else builder.AddRedisClient("cache");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(HealthStatus.Healthy, await services.HealthAsync());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_distributed_cache_keeps_its_values_on_the_connection(bool keyed)
    {
        var builder = Host();
        if (keyed) builder.AddKeyedRedisDistributedCache("cache");
        else builder.AddRedisDistributedCache("cache");
        await using var services = builder.Services.BuildServiceProvider();
        var key = $"{Guid.NewGuid()}";
        await services.GetRequiredService<IDistributedCache>().SetStringAsync(key, "kept", TestContext.Current.CancellationToken);

        var connection = services.GetRequiredKeyedService<IConnectionMultiplexer>(keyed ? "cache" : null);
        Assert.Equal("kept", await connection.GetDatabase().HashGetAsync(key, "data"));
    }

    [Fact]
    public async Task Caches_of_one_connection_keep_apart_by_their_instance_names()
    {
        var builder = Host();
        builder.AddRedisClientBuilder("cache")
            .WithDistributedCache(static options => options.InstanceName = "plain:")
            .WithKeyedDistributedCache("sessions", static options => options.InstanceName = "sessions:");
        await using var services = builder.Services.BuildServiceProvider();
        var (key, cancel) = ($"{Guid.NewGuid()}", TestContext.Current.CancellationToken);
        var (plain, sessions) = (services.GetRequiredService<IDistributedCache>(),
            services.GetRequiredKeyedService<IDistributedCache>("sessions"));
        await plain.SetStringAsync(key, "of the plain one", cancel);
        Assert.Null(await sessions.GetStringAsync(key, cancel));

        await sessions.SetStringAsync(key, "of the sessions", cancel);
        Assert.Equal("of the plain one", await plain.GetStringAsync(key, cancel));
        Assert.True(await services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().KeyExistsAsync($"sessions:{key}"));
    }

    [Fact]
    public async Task Commands_are_children_of_the_span_that_sent_them_and_tell_no_key()
    {
        var spans = new List<Activity>();
        var name = $"test {Guid.NewGuid()}";
        var builder = Host();
        builder.AddRedisClient("cache");
        builder.AddKeyedRedisClient("cache");
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(name).AddInMemoryExporter(spans));
        await using var services = builder.Services.BuildServiceProvider();
        services.GetRequiredService<TracerProvider>();
        var database = services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        using var source = new ActivitySource(name);

        using (source.StartActivity("parent"))
        {
            await database.StringSetAsync("secret-key", "secret-value", TimeSpan.FromMinutes(1));
            await database.StringGetAsync("secret-key");
        }

        await database.StringGetAsync("secret-key");

        Assert.Equal(["SETEX", "GET", "parent"], spans.Select(static span => span.DisplayName).Select(NormaliseSet));
        var (parent, get) = (spans[2], spans[1]);
        Assert.Equal((parent.TraceId, parent.SpanId, ActivityKind.Client), (get.TraceId, get.ParentSpanId, get.Kind));
        Assert.Equal("redis", get.GetTagItem("db.system"));
        Assert.Equal("GET", get.GetTagItem("db.statement"));
        Assert.Equal("127.0.0.1", get.GetTagItem("server.address"));
        Assert.InRange(get.StartTimeUtc, spans[0].StartTimeUtc, parent.StartTimeUtc + parent.Duration);
        Assert.DoesNotContain(spans, static span => span.TagObjects.Any(static tag => $"{tag.Value}".Contains("secret-")));

        // Which command sets a value with an expiry is the client's choice.
        static string NormaliseSet(string command) => command == "SET" ? "SETEX" : command;
    }

    private HostApplicationBuilder Host()
    {
        var builder = TestHost.With(("ConnectionStrings:cache", server.ConnectionString));
        builder.Services.AddLogging();
        return builder;
    }
}
