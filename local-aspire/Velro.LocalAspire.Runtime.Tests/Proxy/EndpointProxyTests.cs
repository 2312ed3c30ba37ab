using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Velro.LocalAspire.Proxy;

namespace Velro.LocalAspire.Runtime.Tests.Proxy;

public sealed class EndpointProxyTests : IAsyncLifetime
{
    private readonly int _port = Ports.Free();
    private readonly List<WebApplication> _replicas = [];
    private HttpClient _client = null!;
    private EndpointProxy _proxy = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy = await EndpointProxy.StartAsync("authapi", _port, "VELRO_API_PORT", Cancelled);
        _client = new HttpClient { BaseAddress = new Uri($"http://localhost:{_port}") };
    }

    [Fact]
    public async Task Requests_go_to_the_replicas_in_turn()
    {
        await AddAsync("one");
        await AddAsync("two");

        var answers = new List<string>();
        for (var i = 0; i < 10; i++) answers.Add(await _client.GetStringAsync("/who", Cancelled));

        Assert.Equal(5, answers.Count(answer => answer == "one"));
        Assert.Equal(5, answers.Count(answer => answer == "two"));
    }

    [Fact]
    public async Task A_replica_that_ended_costs_no_request()
    {
        await AddAsync("one");
        var two = await AddAsync("two");
        await _client.GetStringAsync("/who", Cancelled);
        await two.StopAsync(Cancelled);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("one", await _client.GetStringAsync("/who", Cancelled));
            using var answer = await _client.PostAsync("/echo", new StringContent($"text {i}"), Cancelled);
            Assert.Equal($"text {i}", await answer.Content.ReadAsStringAsync(Cancelled));
        }
    }

    [Fact]
    public async Task When_all_have_ended_a_request_fails()
    {
        foreach (var replica in new[] { await AddAsync("one"), await AddAsync("two") }) await replica.StopAsync(Cancelled);

        using var answer = await _client.GetAsync("/who", Cancelled);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task Replicas_come_and_go_while_requests_run()
    {
        await AddAsync("one");
        await AddAsync("two");
        _proxy.Remove("one");
        Assert.Equal("two", await _client.GetStringAsync("/who", Cancelled));

        _proxy.Remove("two");
        using var nobody = await _client.GetAsync("/who", Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, nobody.StatusCode);

        await AddAsync("three");
        Assert.Equal("three", await _client.GetStringAsync("/who", Cancelled));
    }

    [Fact]
    public async Task What_a_client_says_of_its_origin_is_replaced()
    {
        await AddAsync("one");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/headers");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "elsewhere.example");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", "/admin");
        request.Headers.TryAddWithoutValidation("Forwarded", "for=203.0.113.7");
        request.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var answer = await _client.SendAsync(request, Cancelled);
        var headers = await answer.Content.ReadAsStringAsync(Cancelled);

        Assert.DoesNotContain("203.0.113.7", headers, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere.example", headers, StringComparison.Ordinal);
        Assert.DoesNotContain("/admin", headers, StringComparison.Ordinal);
        Assert.Contains("X-Forwarded-Proto: http\n", headers, StringComparison.Ordinal);
        Assert.Contains($"Host: localhost:{_port}\n", headers, StringComparison.Ordinal);
        Assert.Contains("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n", headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_variable_that_changes_it()
    {
        var error = await Assert.ThrowsAsync<LocalHostException>(() => EndpointProxy.StartAsync("authapi", _port, "VELRO_API_PORT", Cancelled));

        Assert.Equal("port.taken", error.Code);
        Assert.Contains(_port.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        Assert.Contains("VELRO_API_PORT", error.Message, StringComparison.Ordinal);
        Assert.Equal("port.taken", Assert.Throws<LocalHostException>(() => Ports.EnsureFree("authapi", _port, "VELRO_API_PORT")).Code);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        foreach (var replica in _replicas) await replica.DisposeAsync();
    }

    private async Task<WebApplication> AddAsync(string name)
    {
        var port = Ports.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{port}");
        var replica = builder.Build();
        replica.MapGet("/who", () => name);
        replica.MapPost("/echo", (HttpContext context) => context.Request.Body.CopyToAsync(context.Response.Body, Cancelled));
        replica.MapGet("/headers", (HttpContext context) => string.Concat(context.Request.Headers.Select(header => $"{header.Key}: {header.Value}\n")));
        await replica.StartAsync(Cancelled);
        _replicas.Add(replica);
        _proxy.Add(name, new Uri($"http://localhost:{port}"));
        return replica;
    }
}
