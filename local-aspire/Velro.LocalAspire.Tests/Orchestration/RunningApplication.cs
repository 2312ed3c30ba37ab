using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Velro.LocalAspire.Orchestration.Reporting;

namespace Velro.LocalAspire.Tests.Orchestration;

/// <summary>An application that a test describes and that really runs: processes, ports, a state folder of its own.</summary>
internal sealed class RunningApplication : IAsyncDisposable
{
    private readonly StringWriter _report;

    private RunningApplication(DistributedApplication application, StringWriter report)
    {
        Application = application;
        _report = report;
    }

    public DistributedApplication Application { get; }

    public ResourceNotificationService Notifications => Application.ResourceNotifications;

    /// <summary>What was said on the console.</summary>
    public string Report => _report.ToString();

    public static async Task<RunningApplication> StartAsync(Action<IDistributedApplicationBuilder> describe, params string[] arguments)
    {
        var builder = DistributedApplicationTestingBuilder.Create(arguments);
        var report = new StringWriter();
        builder.Services.AddSingleton(new ReportOutput(TextWriter.Synchronized(report)));
        builder.Services.AddLogging(logging => logging.ClearProviders());
        describe(builder);
        var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        try
        {
            await application.StartAsync(TestContext.Current.CancellationToken);
            return new RunningApplication(application, report);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a resource is ready, also when it ends and is started again before.</summary>
    public Task UntilReadyAsync(string resource) => Notifications.WaitForResourceHealthyAsync(
        resource, WaitBehavior.WaitOnResourceUnavailable, TestContext.Current.CancellationToken);

    /// <summary>Waits until a resource, or the replica of the id, is in a state.</summary>
    public async Task<CustomResourceSnapshot> UntilAsync(string resource, Func<CustomResourceSnapshot, bool> condition) =>
        (await Notifications.WaitForResourceAsync(
            resource, change => condition(change.Snapshot), TestContext.Current.CancellationToken)).Snapshot;

    /// <summary>The number of the process that answers.</summary>
    public async Task<int> AskProcessIdAsync(string resource)
    {
        using var client = Application.CreateHttpClient(resource);
        return (await client.GetFromJsonAsync<Answer>("/", TestContext.Current.CancellationToken))!.ProcessId;
    }

    public async Task<IReadOnlyDictionary<string, string>> AskVariablesAsync(string resource)
    {
        using var client = Application.CreateHttpClient(resource);
        return (await client.GetFromJsonAsync<Dictionary<string, string>>("/variables", TestContext.Current.CancellationToken))!;
    }

    public ValueTask DisposeAsync() => Application.DisposeAsync();

    private sealed record Answer(int ProcessId);
}
