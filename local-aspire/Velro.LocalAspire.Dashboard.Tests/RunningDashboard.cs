using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Velro.LocalAspire.Dashboard.Telemetry;

namespace Velro.LocalAspire.Dashboard.Tests;

/// <summary>A dashboard that really listens, on free ports.</summary>
public sealed class RunningDashboard : IAsyncLifetime
{
    public const string Token = "the-token";
    public const string ApiKey = "the-key";

    private readonly WebApplication _app;
    private Uri[] _addresses = [];

    public RunningDashboard()
    {
        _app = DashboardApplication.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Dashboard:Frontend:Port"] = "0",
                ["Dashboard:Frontend:BrowserToken"] = Token,
                ["Dashboard:Otlp:GrpcPort"] = "0",
                ["Dashboard:Otlp:HttpPort"] = "0",
                ["Dashboard:Otlp:PrimaryApiKey"] = ApiKey,
                ["Dashboard:TelemetryLimits:MaxAttributeCount"] = "3",
                ["Dashboard:TelemetryLimits:MaxAttributeLength"] = "100",
                ["Dashboard:TelemetryLimits:MaxSpanEventCount"] = "2",
            });
            builder.Logging.ClearProviders();
        });
    }

    /// <summary>The pages.</summary>
    public Uri Pages => _addresses[0];

    public Uri OtlpGrpc => _addresses[1];

    public Uri OtlpHttp => _addresses[2];

    internal TelemetryStore Store => _app.Services.GetRequiredService<TelemetryStore>();

    /// <summary>A browser, as far as cookies and redirects go.</summary>
    public HttpClient Browser(bool follows = false) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = follows, UseCookies = true }) { BaseAddress = Pages };

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        var features = _app.Services.GetRequiredService<IServer>().Features;
        _addresses = [.. features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
