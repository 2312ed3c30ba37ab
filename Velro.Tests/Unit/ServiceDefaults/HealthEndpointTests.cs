using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Velro.Tests.Unit.ServiceDefaults;

public class HealthEndpointTests
{
    [Fact]
    public async Task A_process_that_cannot_do_its_work_is_alive_and_not_healthy()
    {
        await using var app = await DefaultsApp.StartAsync(static builder => builder.Services.AddHealthChecks()
            .AddCheck("database", static () => HealthCheckResult.Unhealthy("It does not answer.")));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadAsync(app, "/alive"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"Unhealthy"}"""), await ReadAsync(app, "/health"));
    }

    [Fact]
    public async Task A_degraded_process_still_gets_requests()
    {
        await using var app = await DefaultsApp.StartAsync(static builder => builder.Services.AddHealthChecks()
            .AddCheck("cache", static () => HealthCheckResult.Degraded()));
        Assert.Equal((HttpStatusCode.OK, """{"status":"Degraded"}"""), await ReadAsync(app, "/health"));
    }

    [Fact]
    public async Task Operators_see_the_parts_and_no_text_of_an_exception()
    {
        await using var app = await DefaultsApp.StartAsync(static builder => builder.Services.AddHealthChecks()
            .AddCheck("cache", static () => HealthCheckResult.Degraded("It is slow."))
            .AddCheck("database", static () => throw new InvalidOperationException("password=secret")), operators: new HeaderGate());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"Unhealthy"}"""), await ReadAsync(app, "/health"));
        using var response = await app.GetAsync("/health", (HeaderGate.Header, "yes"));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        var parts = json.RootElement.GetProperty("parts");
        Assert.Equal("It is slow.", parts.GetProperty("cache").GetProperty("description").GetString());
        Assert.Equal("Unhealthy", parts.GetProperty("database").GetProperty("status").GetString());
        Assert.Equal("Healthy", parts.GetProperty("self").GetProperty("status").GetString());
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode, string)> ReadAsync(DefaultsApp app, string path)
    {
        using var response = await app.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
