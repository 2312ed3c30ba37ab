using Velro.Tests.Contract;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Hostility;

/// <summary>Clients that send a little and then wait, to hold what others need: they are hung up on, and others are served meanwhile.</summary>
public sealed class SlowClientTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Who_does_not_end_a_request_is_hung_up_on()
    {
        await using var api = await Api.StartAsync(await postgres.CreateDatabaseAsync(), static builder => builder
            .UseSetting("Velro:Server:HeadersTimeout", "00:00:01")
            .UseSetting("Velro:Server:KeepAliveTimeout", "00:00:01"));
        using var client = api.CreateCaller();
        using var headers = await RawHttp.ConnectAsync(client.BaseAddress!);
        using var body = await RawHttp.ConnectAsync(client.BaseAddress!);
        using var idle = await RawHttp.ConnectAsync(client.BaseAddress!);

        await headers.SendAsync("GET /v1/me HTTP/1.1\nHost: localhost\nX-Slow: ");
        await body.SendAsync(
            $"POST /v1/teams HTTP/1.1\nHost: localhost\nAuthorization: Bearer {PostgresFixture.AdminKey}\nContent-Type: application/json\n"
            + "Content-Length: 1000\n\n{");
        await idle.SendAsync("GET /alive HTTP/1.1\nHost: localhost\n\n");

        using var meanwhile = await client.GetAsync(new Uri("/v1/me", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(meanwhile.IsSuccessStatusCode);
        Assert.StartsWith("HTTP/1.1 408", await headers.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await idle.ReadToEndAsync(), StringComparison.Ordinal);
        var slow = await body.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 408", slow, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request.timeout\"", slow, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_over_the_limit_are_not_served_and_those_within_are()
    {
        await using var api = await Api.StartAsync(
            await postgres.CreateDatabaseAsync(), static builder => builder.UseSetting("Velro:Server:MaximumConnections", "3"));
        Uri server;
        using (var client = api.CreateCaller()) server = client.BaseAddress!;
        var held = new List<RawHttp>();
        for (var i = 0; i < 3; i++)
        {
            held.Add(await RawHttp.ConnectAsync(server));
            await held[i].SendAsync("GET /alive HTTP/1.1\nHost: localhost\n");
        }

        using (var over = await RawHttp.ConnectAsync(server))
        {
            await over.SendAsync("GET /alive HTTP/1.1\nHost: localhost\nConnection: close\n\n");
            Assert.Equal("", await over.ReadToEndAsync());
        }

        await held[0].SendAsync("Connection: close\n\n");
        Assert.StartsWith("HTTP/1.1 200", await held[0].ReadToEndAsync(), StringComparison.Ordinal);
        foreach (var connection in held) connection.Dispose();
    }
}
