using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Velro.Tests.Unit.ServiceDefaults;

public class MetricsAccessTests
{
    [Theory, InlineData(null), InlineData("localhost"), InlineData("localhost:9"), InlineData("127.0.0.1:9"), InlineData("[::1]:9")]
    public async Task A_scraper_on_this_machine_reads_the_metrics(string? host)
    {
        await using var app = await DefaultsApp.StartAsync();
        using var response = await app.GetAsync("/metrics", host is null ? [] : [("Host", host)]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("# TYPE ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("X-Original-For", "127.0.0.1:9")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "velro.example")]
    [InlineData("Host", "localhost.velro.example")]
    [InlineData("Host", "203.0.113.7")]
    public async Task A_request_that_came_through_a_proxy_or_by_another_name_is_refused(string header, string value)
    {
        await using var app = await DefaultsApp.StartAsync();
        using var response = await app.GetAsync("/metrics", (header, value));
        await AssertRefusedAsync(response);
    }

    [Theory, InlineData("127.0.0.1"), InlineData("::1"), InlineData("127.0.0.1, 127.0.0.1"), InlineData("203.0.113.7, 127.0.0.1")]
    public async Task No_claim_of_an_address_makes_a_caller_local_where_forwarded_headers_are_applied(string claim)
    {
        await using var app = await DefaultsApp.StartAsync(configuration: "--ForwardedHeaders_Enabled=true");
        using var response = await app.GetAsync("/metrics", ("X-Forwarded-For", claim));
        await AssertRefusedAsync(response);
    }

    [Fact]
    public async Task No_middleware_of_the_application_can_make_a_remote_caller_local()
    {
        await using var app = await DefaultsApp.StartAsync(middleware: static app =>
        {
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
            app.Use(static (http, next) =>
            {
                http.Request.Headers.Clear();
                http.Request.Host = new("localhost");
                http.Connection.RemoteIpAddress = IPAddress.Loopback;
                return next(http);
            });
        });
        using var response = await app.GetAsync("/metrics", ("X-Forwarded-For", "203.0.113.7"));
        await AssertRefusedAsync(response);
    }

    [Fact]
    public async Task A_caller_who_is_not_at_a_loopback_address_is_refused()
    {
        await using var app = await DefaultsApp.StartAsync(static builder => builder.Services.Insert(0, RemoteAddress("203.0.113.7")));
        using var response = await app.GetAsync("/metrics");
        await AssertRefusedAsync(response);
    }

    [Fact]
    public async Task An_operator_reads_the_metrics_from_anywhere()
    {
        await using var app = await DefaultsApp.StartAsync(operators: new HeaderGate());
        using var stranger = await app.GetAsync("/metrics", ("X-Forwarded-For", "203.0.113.7"));
        await AssertRefusedAsync(stranger);
        using var operators = await app.GetAsync("/metrics", ("X-Forwarded-For", "203.0.113.7"), (HeaderGate.Header, "yes"));
        Assert.Equal(HttpStatusCode.OK, operators.StatusCode);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("credentials.required", problem.GetProperty("code").GetString());
    }

    private static Microsoft.Extensions.DependencyInjection.ServiceDescriptor RemoteAddress(string address) =>
        new(typeof(Microsoft.AspNetCore.Hosting.IStartupFilter), new Relocation(IPAddress.Parse(address)));

    /// <summary>Stands for a connection from elsewhere: it runs before the defaults do.</summary>
    private sealed class Relocation(IPAddress address) : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                http.Connection.RemoteIpAddress = address;
                return rest(http);
            });
            next(app);
        };
    }
}
