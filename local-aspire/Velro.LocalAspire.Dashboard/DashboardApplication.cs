using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.FluentUI.AspNetCore.Components;
using Velro.LocalAspire.Dashboard.Access;
using Velro.LocalAspire.Dashboard.Components;
using Velro.LocalAspire.Dashboard.Downloads;
using Velro.LocalAspire.Dashboard.Ingestion;
using Velro.LocalAspire.Dashboard.Resources;
using Velro.LocalAspire.Dashboard.Telemetry;

namespace Velro.LocalAspire.Dashboard;

/// <summary>Puts the dashboard together.</summary>
internal static class DashboardApplication
{
    /// <summary>Makes the application, from the command line and the environment.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(DashboardApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        configure?.Invoke(builder);
        builder.WebHost.UseStaticWebAssets();
        // Only this machine, under the names it has for itself: a page elsewhere whose name resolves to it gets nothing.
        builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // The keys of the cookies lie in a folder that only their owner can look into, which is all that can be done here.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        var section = builder.Configuration.GetSection("Dashboard");
        var options = section.Get<DashboardOptions>() ?? new DashboardOptions();
        builder.Services.Configure<DashboardOptions>(section);
        builder.Services.Configure<TelemetryLimits>(section.GetSection("TelemetryLimits"));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));

        // An open page is a request that does not end by itself.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TelemetryStore>();
        builder.Services.AddOtlp();
        builder.Services.AddSingleton<ResourceBoard>();
        builder.Services.AddSingleton(services => new HostClient(services.GetRequiredService<IOptions<DashboardOptions>>()));
        builder.Services.AddHostedService<ResourceWatcher>();
        builder.Services.AddSignIn(options);
        builder.Services.AddFluentUIComponents();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(server =>
        {
            // What a page shows is kept while it may come back, also what has been forgotten since.
            server.DisconnectedCircuitMaxRetained = 10;
            server.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
        });

        var app = builder.Build();
        // Limits that make no sense end the start, not the first request.
        app.Services.GetRequiredService<TelemetryStore>();
        app.UseRouting();
        app.UsePurposes();
        app.UseWhen(http => !ListenerPurpose.IsTelemetry(http), static pages => pages.UseSameOrigin());
        app.UseRequestDecompression();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapOtlp();
        app.MapSignIn();
        app.MapDownloads();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, DashboardOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = OtlpEndpoints.MaxMessageSize;
        Add(options.Frontend.Port, HttpProtocols.Http1, isTelemetry: false);
        // Without TLS a port cannot tell HTTP/2 from HTTP/1.1 before the first byte.
        Add(options.Otlp.GrpcPort, HttpProtocols.Http2, isTelemetry: true);
        Add(options.Otlp.HttpPort, HttpProtocols.Http1, isTelemetry: true);

        void Add(int port, HttpProtocols protocols, bool isTelemetry)
        {
            if (port == 0) kestrel.Listen(IPAddress.Loopback, 0, Configure);
            else kestrel.ListenLocalhost(port, Configure);

            void Configure(ListenOptions listener)
            {
                listener.Protocols = protocols;
                if (isTelemetry) ListenerPurpose.Mark(listener);
            }
        }
    }
}
