using System.Diagnostics;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Velro.LocalAspire.Dashboard;
using Velro.LocalAspire.Tests.Orchestration;

namespace Velro.LocalAspire.Tests.Dashboard;

public sealed class LocalDashboardTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_runs_beside_the_application_gets_its_telemetry_comes_back_and_ends_with_it()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(
            [], (options, _) => options.DisableDashboard = false, Stop);
        int process;
        DashboardPlaces places;
        using var http = new HttpClient();
        await using (var application = await builder.BuildAsync(Stop))
        {
            await application.StartAsync(Stop);
            var dashboard = application.Services.GetRequiredService<LocalDashboard>();
            places = dashboard.Places!;
            await UntilItAnswersAsync();
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("/login?t=guessed"));
            var token = application.Services.GetRequiredService<IConfiguration>()["AppHost:BrowserToken"];
            Assert.Equal(HttpStatusCode.OK, await AskAsync($"/login?t={token}"));

            await application.ResourceNotifications.WaitForResourceHealthyAsync("service", WaitBehavior.WaitOnResourceUnavailable, Stop);
            Assert.True(application.ResourceNotifications.TryGetCurrentState("service", out var service));
            var environment = service.Snapshot.EnvironmentVariables.ToDictionary(variable => variable.Name, variable => variable.Value);
            Assert.Equal(places.OtlpUrl, environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
            Assert.StartsWith("x-otlp-api-key=", environment["OTEL_EXPORTER_OTLP_HEADERS"], StringComparison.Ordinal);

            process = dashboard.ProcessId!.Value;
            using (var running = Process.GetProcessById(process)) running.Kill();
            await Eventually.TrueAsync(() => dashboard.ProcessId != process);
            process = dashboard.ProcessId!.Value;
            await UntilItAnswersAsync();
        }

        Assert.False(Directory.Exists($"/proc/{process}"));
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync("/login"));

        async Task<HttpStatusCode> AskAsync(string path)
        {
            using var answer = await http.GetAsync(places.Url + path, Stop);
            return answer.StatusCode;
        }

        Task UntilItAnswersAsync() => Eventually.TrueAsync(() =>
        {
            try
            {
                return AskAsync("/login").GetAwaiter().GetResult() == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Under_test_it_is_off_unless_it_is_asked_for()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>([], Stop);
        await using var application = await builder.BuildAsync(Stop);
        await application.StartAsync(Stop);
        Assert.False(application.Services.GetRequiredService<LocalDashboard>().IsServed);
    }
}
