using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Velro.LocalAspire.Orchestration.Runners;

namespace Velro.LocalAspire.Orchestration.Lives;

/// <summary>
/// A resource from its first event to its end: addresses, waiting, start, health. What keeps it from starting is kept and said, and
/// fails those that wait for it; it does not end the application by itself.
/// </summary>
internal sealed partial class ResourceLife(
    IResource resource, IResourceRunner runner, bool isTask, HealthMonitor monitor, LifeServices services) : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private Task _monitoring = Task.CompletedTask;

    public IResource Resource => resource;

    /// <summary>Whether others wait for its end: it does some work and then ends.</summary>
    public bool IsTask => isTask;

    /// <summary>Whether a person starts it, not the application.</summary>
    public bool IsStartedByHand => resource.HasAnnotationOfType<ExplicitStartupAnnotation>();

    /// <summary>What it says about itself in the start-up report.</summary>
    public string Description => runner.Description;

    /// <summary>Why its last start failed.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Begins: events up to the first start, and the start itself unless that is left to a person. It does not fail.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AnnounceAsync(cancellationToken);
            _monitoring = MonitorAsync(_ending.Token);
            if (IsStartedByHand) await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.NotStarted });
            else await StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || _ending.IsCancellationRequested)
        {
            // The application ends before it has begun.
        }
        catch (Exception failure)
        {
            await FailAsync(failure);
        }
    }

    /// <summary>Starts it, after what it waits for. A failure is kept in <see cref="Failure"/>.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        await _oneAtATime.WaitAsync(ending.Token);
        try
        {
            if (IsRunning()) return;
            Failure = null;
            await services.Notifications.WaitForDependenciesAsync(resource, ending.Token);
            services.Report.Begins(resource);
            await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Starting });
            await services.Eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services.Services), ending.Token);
            // One that ended by itself may be waiting for its next start: only one supervisor may have it.
            await runner.StopAsync();
            await runner.StartAsync(ending.Token);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !ending.IsCancellationRequested)
        {
            await FailAsync(failure);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Stops it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await runner.StopAsync();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Ends it for good; a start that is under way is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        await StopAsync(CancellationToken.None);
        await runner.DisposeAsync();
        await _monitoring;
        monitor.Dispose();
        _ending.Dispose();
        _oneAtATime.Dispose();
    }

    private bool IsRunning() => resource.GetInstanceIds().All(id =>
        services.Notifications.TryGetCurrentState(id, out var current) && current.Snapshot.State?.Text == KnownResourceStates.Running);

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        var eventing = services.Eventing;
        var created = services.Time.GetUtcNow().UtcDateTime;
        await PublishAsync(snapshot => snapshot with { CreationTimeStamp = created });
        await eventing.PublishAsync(
            new InitializeResourceEvent(resource, eventing, services.Loggers, services.Notifications, services.Services), cancellationToken);
        if (resource is IResourceWithEndpoints)
            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services.Services), cancellationToken);
        var urls = await ResourceUrls.GatherAsync(resource, services.ExecutionContext, cancellationToken);
        await PublishAsync(snapshot => snapshot with { Urls = [.. urls] });
        if (resource is IResourceWithConnectionString)
            await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services.Services), cancellationToken);
    }

    private async Task MonitorAsync(CancellationToken cancellationToken)
    {
        try
        {
            await monitor.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The resource's life ends.
        }
        catch (Exception failure)
        {
            await FailAsync(failure);
        }
    }

    private async Task FailAsync(Exception failure)
    {
        Failure = failure;
        LogFailed(services.Loggers.GetLogger(resource), failure.Message);
        await PublishAsync(snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
        });
    }

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        services.Notifications.PublishUpdateAsync(resource, change);

    [LoggerMessage(LogLevel.Error, "It failed to start: {Why}")]
    private static partial void LogFailed(ILogger logger, string why);
}
