using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Velro.AuthApi;

namespace Velro.Tests.Contract;

/// <summary><c>GET /.well-known/authzen-configuration</c> (AUTHZEN.md, RIGHTS.md F4).</summary>
public sealed class AuthZenMetadataTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly Dictionary<string, string> Endpoints = new()
    {
        ["policy_decision_point"] = "",
        ["access_evaluation_endpoint"] = "/access/v1/evaluation",
        ["access_evaluations_endpoint"] = "/access/v1/evaluations",
        ["search_subject_endpoint"] = "/access/v1/search/subject",
        ["search_resource_endpoint"] = "/access/v1/search/resource",
        ["search_action_endpoint"] = "/access/v1/search/action",
    };

    [Fact]
    public async Task F4_the_metadata_is_open_and_names_the_apis_own_address_whatever_the_host_header_says()
    {
        using var caller = api.CreateCaller(key: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/authzen-configuration");
        request.Headers.Host = "evil.example.com";
        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(Assert.Single(response.Headers.GetValues("X-Request-ID")));
        var metadata = await response.ReadAsync();
        var own = caller.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal(
            Endpoints.ToDictionary(static endpoint => endpoint.Key, endpoint => own + endpoint.Value),
            metadata.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value.GetString()!));
    }

    [Fact]
    public async Task Every_endpoint_that_the_metadata_names_is_there()
    {
        using var caller = api.CreateCaller(key: null);
        foreach (var path in Endpoints.Values.Where(static path => path.Length > 0))
        {
            using var response = await caller.PostAsync("{}", path: path);
            await response.AssertProblemAsync(HttpStatusCode.Unauthorized, "credentials.required");
        }
    }

    [Theory]
    [InlineData("https://auth.example.com", "Production", "https://auth.example.com")]
    [InlineData("https://auth.example.com/", "Production", "https://auth.example.com")]
    [InlineData("https://example.com/auth/", "Production", "https://example.com/auth")]
    [InlineData("http://localhost:5080", "Development", "http://localhost:5080")]
    [InlineData(null, "Development", "http://localhost:5081")]
    public void F4_the_setting_is_the_base_and_in_development_the_own_address_stands_in(string? setting, string environment, string expected) =>
        Assert.Equal($"{expected}/path", UrlOf(setting, environment).Of("/path"));

    [Theory]
    [InlineData(null, "Production")]
    [InlineData("", "Staging")]
    [InlineData("http://auth.example.com", "Production")]
    [InlineData("auth.example.com", "Development")]
    [InlineData("ftp://auth.example.com", "Development")]
    [InlineData("https://auth.example.com?x=1", "Production")]
    [InlineData("https://user@auth.example.com", "Production")]
    public void F4_outside_development_it_is_required_and_https(string? setting, string environment) =>
        Assert.Contains("Velro:PublicUrl", Assert.Throws<InvalidOperationException>(() => UrlOf(setting, environment)).Message, StringComparison.Ordinal);

    private static PublicUrl UrlOf(string? setting, string environment) => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Velro:PublicUrl"] = setting }).Build(),
        new HostingEnvironment { EnvironmentName = environment },
        new ListeningServer("http://[::]:5081"));

    private sealed class ListeningServer : IServer
    {
        public ListeningServer(string address)
        {
            var addresses = new ServerAddresses();
            addresses.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(addresses);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull =>
            Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }

    private sealed class ServerAddresses : IServerAddressesFeature
    {
        public ICollection<string> Addresses { get; } = [];

        public bool PreferHostingUrls { get; set; }
    }
}
