using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Velro.LocalAspire.Dashboard;
using Velro.LocalAspire.Hosting;
using Velro.LocalAspire.Orchestration.Reporting;

namespace Velro.LocalAspire.Orchestration;

/// <summary>The one place where the orchestrator joins an application that runs.</summary>
internal static class OrchestrationServices
{
    // A database that has much to write at its end gets 30 s, after the programs that use it got 10 s.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    public static void AddTo(IDistributedApplicationBuilder builder)
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<LocalState>();
        builder.Services.TryAddSingleton(services => ReportOutput.For(services.GetRequiredService<LocalHostSettings>()));
        builder.Services.AddSingleton<StartReport>();
        builder.Services.AddSingleton<FirstSteps>();
        builder.Services.AddSingleton<EndpointAssignment>();
        builder.Services.AddSingleton<LifeServices>();
        builder.Services.AddSingleton<LocalDashboard>();
        builder.Services.AddSingleton<Orchestrator>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Orchestrator>());

        // Values are asked for after the application is built, when its services are there.
        var executionContext = builder.ExecutionContext;
        var parameters = new StateParameterStore(() => executionContext.Services.GetRequiredService<LocalState>().Folder.Secrets);
        executionContext.ParameterStore = parameters;
        builder.Services.AddSingleton(parameters);
    }
}
