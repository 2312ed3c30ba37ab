using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Velro.LocalAspire.Integrations.Tests.Npgsql;

public class NpgsqlIntegrationTests
{
    private static readonly (string, string?) General = ("Aspire:Npgsql:ConnectionString", "Host=general");
    private static readonly (string, string?) Named = ("Aspire:Npgsql:velro:ConnectionString", "Host=named");
    private static readonly (string, string?) ConnectionString = ("ConnectionStrings:velro", "Host=connectionstring");

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
        builder.AddNpgsqlDataSource("velro");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal($"Host={host}", services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
    }

    [Fact]
    public async Task The_callers_word_is_the_last()
    {
        var builder = TestHost.With(General, Named, ConnectionString);
        builder.AddNpgsqlDataSource("velro", static settings => settings.ConnectionString += "-changed");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal("Host=connectionstring-changed", services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
    }

    [Fact]
    public async Task The_data_source_is_configured_once_on_its_first_use()
    {
        var calls = new List<string>();
        var builder = TestHost.With(ConnectionString);
        builder.AddNpgsqlDataSource("velro", _ => calls.Add("settings"), built =>
        {
            calls.Add("data source");
            built.ConnectionStringBuilder.ApplicationName = "velro";
        });
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(["settings"], calls);

        var dataSource = services.GetRequiredService<NpgsqlDataSource>();
        Assert.Contains("Application Name=velro", dataSource.ConnectionString, StringComparison.Ordinal);
        Assert.Same(dataSource, services.GetRequiredService<NpgsqlDataSource>());
        Assert.Equal(["settings", "data source"], calls);
    }

    [Theory, InlineData(null), InlineData(""), InlineData("  ")]
    public async Task Without_a_connection_string_the_first_use_says_where_to_set_it(string? connectionString)
    {
        var builder = TestHost.With(("ConnectionStrings:velro", connectionString));
        builder.AddNpgsqlDataSource("velro");
        await using var services = builder.Services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(services.GetRequiredService<NpgsqlDataSource>);
        Assert.Contains("'ConnectionStrings:velro'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Aspire:Npgsql:ConnectionString'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keyed_data_sources_have_their_own_connection_strings_and_checks()
    {
        var builder = TestHost.With(("ConnectionStrings:a", "Host=a"), ("ConnectionStrings:b", "Host=b"));
        builder.AddKeyedNpgsqlDataSource("a");
        builder.AddKeyedNpgsqlDataSource("b");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal("Host=a", services.GetRequiredKeyedService<NpgsqlDataSource>("a").ConnectionString);
        Assert.Equal("Host=b", services.GetRequiredKeyedService<NpgsqlDataSource>("b").ConnectionString);
        Assert.Null(services.GetService<NpgsqlDataSource>());
        Assert.Equal(["PostgreSql_a", "PostgreSql_b"], services.HealthCheckNames());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_server_that_does_not_answer_is_unhealthy(bool keyed)
    {
        var builder = TestHost.With(("ConnectionStrings:velro", $"Host=127.0.0.1;Port={TestHost.ClosedPort()};Username=u;Timeout=2"));
        builder.Services.AddLogging();
        if (keyed) builder.AddKeyedNpgsqlDataSource("velro");
        else builder.AddNpgsqlDataSource("velro");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(HealthStatus.Unhealthy, await services.HealthAsync());
    }

    [Fact]
    public async Task Added_twice_there_is_one_check()
    {
        var builder = TestHost.With(ConnectionString);
        builder.AddNpgsqlDataSource("velro");
        builder.AddNpgsqlDataSource("velro");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Equal(["PostgreSql"], services.HealthCheckNames());
    }

    [Fact]
    public async Task Spans_and_metrics_of_Npgsql_are_collected()
    {
        var builder = TestHost.With(ConnectionString);
        builder.AddNpgsqlDataSource("velro");
        builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddInMemoryExporter(new List<Metric>()));
        await using var services = builder.Services.BuildServiceProvider();
        services.GetRequiredService<TracerProvider>();
        services.GetRequiredService<MeterProvider>();

        using var source = new ActivitySource("Npgsql");
        using var meter = new Meter("Npgsql");
        Assert.True(source.HasListeners());
        Assert.True(meter.CreateCounter<int>("velro.test").Enabled);
    }

    [Fact]
    public async Task What_the_configuration_disables_is_left_out()
    {
        var builder = TestHost.With(
            ConnectionString,
            ("Aspire:Npgsql:DisableTracing", "true"),
            ("Aspire:Npgsql:velro:DisableMetrics", "true"),
            ("Aspire:Npgsql:DisableHealthChecks", "false"),
            ("Aspire:Npgsql:velro:DisableHealthChecks", "true"));
        builder.AddNpgsqlDataSource("velro");
        await using var services = builder.Services.BuildServiceProvider();
        Assert.Null(services.GetService<TracerProvider>());
        Assert.Null(services.GetService<MeterProvider>());
        Assert.Null(services.GetService<HealthCheckService>());
    }

    [Fact]
    public void A_name_is_needed()
    {
        var builder = TestHost.With();
        Assert.Throws<ArgumentException>(() => builder.AddNpgsqlDataSource(""));
        Assert.Throws<ArgumentNullException>(() => builder.AddKeyedNpgsqlDataSource(null!));
        Assert.Throws<ArgumentNullException>(static () => ((IHostApplicationBuilder)null!).AddNpgsqlDataSource("velro"));
    }
}
