using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Velro.LocalAspire;
using Velro.LocalAspire.Hosting;
using Velro.LocalAspire.Orchestration;

namespace Aspire.Hosting;

/// <summary>An application that can be run, or published.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;

    /// <summary>Takes the host that the application lives in.</summary>
    public DistributedApplication(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
    }

    /// <summary>Who runs the AppHost inside another program; it then ends the application, too.</summary>
    internal ApplicationObserver? Observer { get; init; }

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The states of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>What a person can have resources do.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Describes an application without a command line.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Describes an application with a command line.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Describes an application with options.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) =>
        new DistributedApplicationBuilder(options);

    /// <summary>Runs the application until it is asked to end, or publishes it.</summary>
    public void Run()
    {
        try
        {
            RunAsync().GetAwaiter().GetResult();
        }
        catch (Exception wrong) when (Observer is null && wrong is DistributedApplicationException or LocalHostException)
        {
            // What is wrong is said for people; where in the host it was noticed helps nobody.
            Console.Error.WriteLine(wrong.Message);
            Environment.ExitCode = 1;
        }
    }

    /// <summary>Runs the application until it is asked to end, or publishes it.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await StartAsync(cancellationToken);
            if (IsPublished) return;
            await _host.WaitForShutdownAsync(cancellationToken);
            ThrowIfFailed();
        }
        catch (OperationCanceledException) when (Observer is null && !cancellationToken.IsCancellationRequested && IsStopping)
        {
            // It was asked to end before it had started, by a person or by what keeps it from starting.
            ThrowIfFailed();
        }
        finally
        {
            // The last lines of the console log are written now.
            if (Observer is null) await DisposeAsync();
        }
    }

    /// <summary>Starts the application; publishing ends with it.</summary>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Observer is not null) await Observer.WaitForStartAsync(cancellationToken);
        await BeforeStartAsync(cancellationToken);
        if (IsPublished) await Services.GetRequiredService<ManifestPublisher>().PublishAsync(cancellationToken);
        else await _host.StartAsync(cancellationToken);
        Observer?.Started();
    }

    /// <summary>Ends the application.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <summary>Ends the application's services.</summary>
    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the application's services.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else _host.Dispose();
        GC.SuppressFinalize(this);
    }

    private bool IsStopping => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private void ThrowIfFailed()
    {
        if (Services.GetService<Orchestrator>()?.Failure is { } failure) throw new DistributedApplicationException(failure.Message, failure);
    }

    private bool IsPublished => Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode;

    private async Task BeforeStartAsync(CancellationToken cancellationToken)
    {
        var eventing = Services.GetRequiredService<IDistributedApplicationEventing>();
        var executionContext = Services.GetRequiredService<DistributedApplicationExecutionContext>();
        foreach (var subscriber in Services.GetServices<IDistributedApplicationEventingSubscriber>())
            await subscriber.SubscribeAsync(eventing, executionContext, cancellationToken);
        await eventing.PublishAsync(
            new BeforeStartEvent(Services, Services.GetRequiredService<DistributedApplicationModel>()), cancellationToken);
    }
}
