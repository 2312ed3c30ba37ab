using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Tests.Model;

public sealed class ProjectEnvironmentTests
{
    [Fact]
    public async Task A_project_gets_its_profile_and_listens_behind_its_endpoints()
    {
        var web = RunModeModel.Builder().AddProject<WebProject>("web").WithEnvironment("OWN", "AppHost");
        RunModeModel.Allocate(web.Resource, 5080);
        var environment = await RunModeModel.EnvironmentOfAsync(web);

        Assert.Equal(["http", "http2"], web.Resource.GetEndpoints().Select(endpoint => endpoint.EndpointName));
        Assert.Equal([5080, 5081], web.Resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => endpoint.Port));
        Assert.Equal("http", environment["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("Development", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("AppHost", environment["OWN"]);
        Assert.Equal("http://localhost:7001;http://localhost:7002", Filled(environment["ASPNETCORE_URLS"]));
        Assert.DoesNotContain("HTTP_PORTS", environment.Keys);
    }

    [Fact]
    public async Task Telemetry_goes_to_the_dashboard_without_delay_in_development()
    {
        var builder = RunModeModel.Builder("--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:18889", "--AppHost:OtlpApiKey=key");
        var web = builder.AddProject<WebProject>("web");
        RunModeModel.Allocate(web.Resource, 5080);
        var environment = await RunModeModel.EnvironmentOfAsync(web);

        Assert.Equal("http://localhost:18889", environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", environment["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("x-otlp-api-key=key", environment["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.Equal("web", environment["OTEL_SERVICE_NAME"]);
        Assert.Equal("service.instance.id=web-a", Filled(environment["OTEL_RESOURCE_ATTRIBUTES"]));
        Assert.Equal("always_on", environment["OTEL_TRACES_SAMPLER"]);
        Assert.Equal("1000", environment["OTEL_METRIC_EXPORT_INTERVAL"]);
        Assert.Equal("true", environment["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"]);
        Assert.Equal("simple", environment["LOGGING__CONSOLE__FORMATTERNAME"]);
    }

    [Fact]
    public async Task Without_an_address_nothing_is_exported()
    {
        var web = RunModeModel.Builder("--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=").AddProject<WebProject>("web");
        RunModeModel.Allocate(web.Resource, 5080);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", (await RunModeModel.EnvironmentOfAsync(web)).Keys);
    }

    [Fact]
    public async Task References_become_addresses_and_connection_strings()
    {
        var builder = RunModeModel.Builder("--Parameters:pg-password=p@ss");
        var server = builder.AddPostgres("pg");
        var api = builder.AddProject<WebProject>("api");
        var web = builder.AddProject<WebProject>("web").WithReference(server.AddDatabase("shop")).WithReference(api.GetEndpoint("http"));
        RunModeModel.Allocate(server.Resource, 6543);
        RunModeModel.Allocate(api.Resource, 5080);
        RunModeModel.Allocate(web.Resource, 5090);
        var environment = await RunModeModel.EnvironmentOfAsync(web);

        Assert.Equal("Host=localhost;Port=6543;Username=postgres;Password=p@ss;Database=shop", environment["ConnectionStrings__shop"]);
        Assert.Equal("postgresql://postgres:p%40ss@localhost:6543/shop", environment["SHOP_URI"]);
        Assert.Equal("http://localhost:5080", environment["services__api__http__0"]);
        Assert.Equal("http://localhost:5080", environment["API_HTTP"]);
    }

    [Fact]
    public async Task A_value_waits_for_the_address()
    {
        var redis = RunModeModel.Builder("--Parameters:cache-password=x").AddRedis("cache");
        var waiting = redis.Resource.GetConnectionStringAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        RunModeModel.Allocate(redis.Resource, 6380);
        Assert.Equal("localhost:6380,password=x", await waiting);
    }

    [Fact]
    public async Task A_restart_can_change_an_address()
    {
        var redis = RunModeModel.Builder("--Parameters:cache-password=x").AddRedis("cache");
        RunModeModel.Allocate(redis.Resource, 6380);
        RunModeModel.Allocate(redis.Resource, 6381);
        Assert.Equal("localhost:6381,password=x", await redis.Resource.GetConnectionStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_missing_profile_is_named_with_those_there_are()
    {
        var wrong = Assert.Throws<DistributedApplicationException>(() => RunModeModel.Builder().AddProject<WebProject>("web", "htttp"));
        Assert.Contains("iis, http", wrong.Message, StringComparison.Ordinal);
    }

    private static string Filled(string value) =>
        ReplicaTemplates.Fill(value, "web-a", endpoint => endpoint == "http" ? 7001 : 7002);
}
