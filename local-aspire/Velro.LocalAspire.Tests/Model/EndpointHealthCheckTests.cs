using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Velro.LocalAspire.Tests.Model;

public sealed class EndpointHealthCheckTests
{
    [Fact]
    public async Task The_status_of_an_answer_decides()
    {
        await using var server = await StartServerAsync();
        var port = new Uri(server.Urls.Single()).Port;
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync("/health", 200, port)).Status);
        var unwell = await CheckAsync("/unwell", 200, port);
        Assert.Equal(HealthStatus.Unhealthy, unwell.Status);
        Assert.Contains("/unwell answered with status 503, expected 200", unwell.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync("/unwell", 503, port)).Status);
    }

    [Fact]
    public async Task Who_does_not_answer_is_not_healthy()
    {
        var server = await StartServerAsync();
        var port = new Uri(server.Urls.Single()).Port;
        await server.DisposeAsync();
        Assert.Contains("does not answer", (await CheckAsync("/health", 200, port)).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_there_is_an_address_nothing_is_asked() =>
        Assert.Contains("no address yet", (await CheckAsync("/health", 200, port: null)).Description, StringComparison.Ordinal);

    private static async Task<HealthCheckResult> CheckAsync(string path, int status, int? port)
    {
        var web = RunModeModel.Builder().AddProject<WebProject>("web");
        if (port is { } allocated) RunModeModel.Allocate(web.Resource, allocated);
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var check = new EndpointHealthCheck(web.GetEndpoint("http"), path, status, services.GetRequiredService<IHttpClientFactory>());
        return await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
    }

    private static async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/health", () => "Healthy");
        server.MapGet("/unwell", () => Results.StatusCode(503));
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }
}
