using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Velro.LocalAspire.Dashboard;
using Velro.LocalAspire.Orchestration.Lives;
using Velro.LocalAspire.Orchestration.Reporting;
using Velro.LocalAspire.Orchestration.Runners;
using Velro.LocalAspire.Telemetry;

namespace Velro.LocalAspire.Orchestration;

/// <summary>
/// Starts an application's resources, each as soon as what it waits for is there, and ends them in the opposite order: programs first,
/// then the stores they use.
/// </summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    LifeServices services,
    FirstSteps firstSteps,
    LocalDashboard dashboard,
    IConfiguration configuration,
    IOptions<HealthCheckServiceOptions> healthChecks,
    IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Reminder = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ending = new();
    private readonly List<ResourceLife> _lives = [];
    private readonly SemaphoreSlim _end = new(1, 1);
    private ResourceRunners? _runners;
    private Task _starting = Task.CompletedTask;
    private bool _isBegun;
    private bool _isEnded;
    private bool _isDisposed;

    /// <summary>What on this machine keeps the application from running; the application has ended itself then.</summary>
    public Exception? Failure { get; private set; }

    private StartReport Report => services.Report;

    /// <summary>Gives everything its place and begins all lives; returns when addresses are known.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        RequireRegisteredHealthChecks();
        await services.State.OpenAsync(cancellationToken);
        var folder = services.State.Folder;
        _runners = new ResourceRunners(services, new PrometheusTargets(folder.Folder("prometheus")));
        foreach (var resource in model.Resources)
        {
            if (_runners.LifeOf(resource, model) is { } life) _lives.Add(life);
        }

        if (services.State.Processes.EndedLeftovers is { Count: > 0 } left)
            Report.Say($"Ended what an earlier run had left: {string.Join(", ", left)}.");
        await dashboard.BeginAsync(cancellationToken);
        var unheard = dashboard.IsServed ? null : await TelemetryCollector.RequireAsync(configuration, cancellationToken);
        _starting = FollowAsync(unheard);
        await services.Eventing.PublishAsync(new AfterResourcesCreatedEvent(services.Services, model), cancellationToken);
    }

    /// <summary>Ends everything.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => EndAsync();

    /// <summary>Ends everything, also when the start failed halfway.</summary>
    public async ValueTask DisposeAsync()
    {
        // The container knows it twice, as itself and as a hosted service, and disposes of both.
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        await EndAsync();
        _runners?.Dispose();
        _ending.Dispose();
        _end.Dispose();
    }

    /// <summary>A check that nobody registered would never say anything, and its resource would pass for healthy.</summary>
    private void RequireRegisteredHealthChecks()
    {
        var registered = healthChecks.Value.Registrations.Select(registration => registration.Name).ToHashSet();
        foreach (var resource in model.Resources)
        {
            if (resource.Annotations.OfType<HealthCheckAnnotation>().FirstOrDefault(check => !registered.Contains(check.Key)) is { } missing)
            {
                throw new DistributedApplicationException(
                    $"The health check '{missing.Key}' of the resource '{resource.Name}' is not registered: add it to the services' health checks.");
            }
        }
    }

    /// <summary>The parts that are worth a word: not what is only a value, or inside another part.</summary>
    private List<ResourceLife> Parts => [.. _lives.Where(life => life.Resource is not (ParameterResource or IResourceWithParent))];

    private async Task FollowAsync(string? unheardCollector)
    {
        var parts = Parts;
        _isBegun = parts.Count > 0;
        if (_isBegun) Report.Plan(parts, services.State.Folder.Root);
        try
        {
            var settled = _lives.Select(life => (Life: life, Task: FollowAsync(life))).ToList();
            await RemindingAsync(settled);
            if (Failure is not null) return;
            Report.End(_lives.All(life => life.Failure is null && SnapshotsOf(life).All(snapshot => snapshot.ExitCode is null or 0)));
            await firstSteps.SayAsync(_ending.Token);
            Report.Say($"Logs: {services.State.Folder.Logs}");
            if (unheardCollector is not null) Report.Say($"Telemetry is not exported: nothing listens at {unheardCollector}.");
            Report.Say("Distributed application started. Press Ctrl+C to shut down.");
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // It ends before everything was up.
        }
        catch (Exception failure)
        {
            // What runs goes on running: only the telling of it failed.
            Report.Say($"The start-up report ends here: {failure}");
        }
    }

    private async Task FollowAsync(ResourceLife life)
    {
        await Task.Run(() => life.BeginAsync(_ending.Token), _ending.Token);
        var isHere = life.Failure is not null || life.IsStartedByHand;
        if (!isHere) await SettleAsync(life);
        if (Parts.Contains(life)) Report.Settled(life, SnapshotsOf(life));
        else if (life.Failure is { } failure) Report.Say($"{life.Resource.Name}: {failure.Message}");
        EndForFailureOf(life);
    }

    /// <summary>Waits for all, and says now and then for which.</summary>
    private async Task RemindingAsync(List<(ResourceLife Life, Task Task)> parts)
    {
        var all = Task.WhenAll(parts.Select(part => part.Task));
        while (await Task.WhenAny(all, Task.Delay(Reminder, services.Time, _ending.Token)) != all)
        {
            _ending.Token.ThrowIfCancellationRequested();
            var pending = parts.Where(part => !part.Task.IsCompleted).Select(part => part.Life);
            Report.Say($"Still on the way: {string.Join(", ", pending.Select(life => $"{life.Resource.Name} ({StateOf(life)})"))}.");
        }

        await all;
    }

    /// <summary>
    /// What a person must put right on this machine ends the application: nothing would come of waiting. Whoever only waits for what
    /// failed does not end it, and a test asks for the states itself.
    /// </summary>
    private void EndForFailureOf(ResourceLife life)
    {
        if (life.Failure is null or (DistributedApplicationException and not MissingParameterValueException)) return;
        if (services.State.IsThrownAway) return;
        Failure ??= life.Failure;
        lifetime.StopApplication();
    }

    /// <summary>Waits until it is ready or has ended; a task is not done before it has ended.</summary>
    private async Task SettleAsync(ResourceLife life)
    {
        var change = await services.Notifications.WaitForResourceAsync(
            life.Resource.Name, _ => SnapshotsOf(life).All(snapshot => HasEnded(snapshot) || (IsReady(snapshot) && !life.IsTask)), _ending.Token);
        if (change.Snapshot.ReadyHandlers is { } handlers) await handlers.WaitAsync(_ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static bool IsReady(CustomResourceSnapshot snapshot) => snapshot.ReadyHandlers is not null;

    private static bool HasEnded(CustomResourceSnapshot snapshot) => KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text ?? "");

    private List<CustomResourceSnapshot> SnapshotsOf(ResourceLife life) =>
    [
        .. life.Resource.GetInstanceIds().Select(id =>
            services.Notifications.TryGetCurrentState(id, out var current) ? current.Snapshot : ResourceSnapshots.Initial(life.Resource)),
    ];

    private string StateOf(ResourceLife life) =>
        string.Join(", ", SnapshotsOf(life).Select(snapshot => snapshot.State?.Text ?? "unknown").Distinct());

    private async Task EndAsync()
    {
        await _end.WaitAsync();
        try
        {
            if (_isEnded) return;
            _isEnded = true;
            await _ending.CancelAsync();
            await _starting;
            if (_isBegun) Report.Say($"Stopping {string.Join(", ", Parts.AsEnumerable().Reverse().Select(part => part.Resource.Name))}.");
            await EndAsync(life => life.Resource is ProjectResource);
            await EndAsync(_ => true);
            await dashboard.DisposeAsync();
            firstSteps.Dispose();
        }
        finally
        {
            _end.Release();
        }
    }

    private Task EndAsync(Func<ResourceLife, bool> which) => Task.WhenAll(_lives.Where(which).Select(EndAsync));

    /// <summary>What goes wrong with one part is said and keeps nothing else from its end; the guardian ends what is left of it.</summary>
    private async Task EndAsync(ResourceLife life)
    {
        try
        {
            await life.DisposeAsync();
        }
        catch (Exception failure)
        {
            Report.Say($"{life.Resource.Name} did not end cleanly: {failure.Message}");
        }
    }
}
