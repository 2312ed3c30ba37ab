using System.Net;
using Aspire.StackExchange.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace Velro.LocalAspire.Integrations.Tests.Redis;

public class RedisConfigurationTests
{
    private const string Section = "Aspire:StackExchange:Redis";
    private static readonly (string, string?) General = ($"{Section}:ConnectionString", "general:1");
    private static readonly (string, string?) Named = ($"{Section}:cache:ConnectionString", "named:1");
    private static readonly (string, string?) ConnectionString = ("ConnectionStrings:cache", "connectionstring:1");

    public static TheoryData<(string, string?)[], string> Precedence => new()
    {
        { [General], "general" },
        { [General, Named], "named" },
        { [General, Named, ConnectionString], "connectionstring" },
    };

    [Theory, MemberData(nameof(Precedence))]
    public async Task The_most_specific_connection_string_wins((string, string?)[] configuration, string host)
    {
        var builder = TestHost.With(configuration);
        builder.AddRedisClient("cache");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(new DnsEndPoint(host, 1), Assert.Single(Options(services).EndPoints));
    }

    [Fact]
    public async Task Options_come_from_the_connection_string_then_the_sections_then_the_caller()
    {
        var builder = TestHost.With(
            ("ConnectionStrings:cache", "host:1,connectRetry=1,keepAlive=1,connectTimeout=1,syncTimeout=1"),
            ($"{Section}:ConfigurationOptions:KeepAlive", "2"),
            ($"{Section}:ConfigurationOptions:ConnectTimeout", "2"),
            ($"{Section}:ConfigurationOptions:SyncTimeout", "2"),
            ($"{Section}:cache:ConfigurationOptions:ConnectTimeout", "3"),
            ($"{Section}:cache:ConfigurationOptions:SyncTimeout", "3"));
        builder.AddRedisClient("cache", configureOptions: static options => options.SyncTimeout = 4);
        await using var services = builder.Services.BuildServiceProvider();
        var options = Options(services);
        Assert.Equal((1, 2, 3, 4), (options.ConnectRetry, options.KeepAlive, options.ConnectTimeout, options.SyncTimeout));
    }

    [Theory, InlineData("host:1", false), InlineData("host:1,abortConnect=true", true)]
    public async Task A_missing_server_is_tried_again_unless_the_connection_string_says_otherwise(string connectionString, bool aborts)
    {
        var builder = TestHost.With(("ConnectionStrings:cache", connectionString));
        builder.AddRedisClient("cache");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(aborts, Options(services).AbortOnConnectFail);
    }

    [Fact]
    public async Task Keyed_connections_have_their_own_options_and_checks()
    {
        var builder = TestHost.With(("ConnectionStrings:a", "a:1"), ("ConnectionStrings:b", "b:1"));
        builder.AddKeyedRedisClient("a", configureOptions: static options => options.ClientName = "first");
        builder.AddKeyedRedisClient("b");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(("first", new DnsEndPoint("a", 1)), (Options(services, "a").ClientName, Options(services, "a").EndPoints[0]));
        Assert.Equal((null, new DnsEndPoint("b", 1)), (Options(services, "b").ClientName, Options(services, "b").EndPoints[0]));
        Assert.Empty(Options(services).EndPoints);
        Assert.Equal(["StackExchange.Redis_a", "StackExchange.Redis_b"], services.HealthCheckNames());
    }

    [Fact]
    public async Task Without_a_connection_string_the_first_use_says_where_to_set_it()
    {
        var builder = TestHost.With();
        builder.AddRedisClient("cache");
        await using var services = builder.Services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(services.GetRequiredService<IConnectionMultiplexer>);
        Assert.Contains("'ConnectionStrings:cache'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Section}:ConnectionString'", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_server_that_does_not_answer_is_unhealthy(bool keyed)
    {
        var builder = TestHost.With(("ConnectionStrings:cache", Nowhere()));
        builder.Services.AddLogging();
        if (keyed) builder.AddKeyedRedisClient("cache");
        else builder.AddRedisClient("cache");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(HealthStatus.Unhealthy, await services.HealthAsync());
    }

    [Fact]
    public async Task What_the_configuration_disables_is_left_out()
    {
        var builder = TestHost.With(
            ConnectionString, ($"{Section}:DisableTracing", "true"), ($"{Section}:cache:DisableHealthChecks", "true"));
        builder.AddRedisClient("cache");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Null(services.GetService<TracerProvider>());
        Assert.Null(services.GetService<HealthCheckService>());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_connection_is_opened_at_the_start_when_asked_for(bool keyed)
    {
        var opened = false;
        var builder = TestHost.With(("ConnectionStrings:cache", Nowhere()));
        builder.Services.AddLogging();
        if (keyed) builder.AddKeyedRedisClient("cache", Activate, _ => opened = true);
        else builder.AddRedisClient("cache", Activate, _ => opened = true);
        using var host = builder.Build();
        Assert.False(opened);
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(opened);

        static void Activate(StackExchangeRedisSettings settings) => settings.DisableAutoActivation = false;
    }

    [Fact]
    public void The_builder_tells_what_was_added()
    {
        var host = TestHost.With(ConnectionString);
        var plain = host.AddRedisClientBuilder("cache");
        var keyed = host.AddKeyedRedisClientBuilder("cache");
        Assert.Equal((host, null, "connectionstring:1"), (plain.HostBuilder, plain.ServiceKey, plain.Settings.ConnectionString));
        Assert.Equal("cache", keyed.ServiceKey);
        Assert.True(plain.Settings.DisableAutoActivation);
    }

    private static string Nowhere() => $"127.0.0.1:{TestHost.ClosedPort()},connectTimeout=200,connectRetry=0";

    private static ConfigurationOptions Options(IServiceProvider services, string name = "") =>
        services.GetRequiredService<IOptionsMonitor<ConfigurationOptions>>().Get(name);
}
