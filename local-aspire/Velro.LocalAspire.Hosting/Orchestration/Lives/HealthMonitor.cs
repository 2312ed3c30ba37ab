using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Velro.LocalAspire.Orchestration.Lives;

/// <summary>
/// Asks a resource's health checks, often until it is ready and now and then afterwards, and publishes what they say. A resource is
/// ready when all its instances run and are healthy; who handles <see cref="ResourceReadyEvent"/> may still have work to do before
/// others go on.
/// </summary>
internal sealed class HealthMonitor(IResource resource, LifeServices services) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Eager = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    // How many times it is asked eagerly after a change: ten seconds.
    private const int EagerRounds = 100;

    private readonly HashSet<string> _keys = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key)];
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>An instance started or ended: the health is asked for at once.</summary>
    public void Changed() => _changed.Release();

    /// <summary>Watches until the end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var eager = 0;
        while (true)
        {
            var delay = await LookAsync(cancellationToken) ? Calm : eager++ < EagerRounds ? Eager : Slow;
            if (!IsAnyRunning()) delay = Timeout.InfiniteTimeSpan;
            if (!await _changed.WaitAsync(delay, cancellationToken)) continue;
            while (_changed.Wait(0, CancellationToken.None)) { }
            eager = 0;
        }
    }

    public void Dispose() => _changed.Dispose();

    private bool IsAnyRunning() => Instances().Any(IsRunning);

    /// <summary>Whether all is well.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (!IsAnyRunning()) return false;
        if (_keys.Count > 0) await AskAsync(cancellationToken);

        var instances = Instances();
        if (!instances.All(instance => IsRunning(instance) && instance.Snapshot.HealthStatus == HealthStatus.Healthy)) return false;
        if (instances.All(instance => instance.Snapshot.ReadyHandlers is not null)) return true;
        var handlers = services.Eventing.PublishAsync(new ResourceReadyEvent(resource, services.Services), cancellationToken);
        await services.Notifications.PublishUpdateAsync(resource, snapshot => snapshot with { ReadyHandlers = handlers });
        return true;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var reports = await WorstOfAllAsync(cancellationToken);
        var at = services.Time.GetUtcNow().UtcDateTime;
        foreach (var instance in Instances().Where(IsRunning))
        {
            await services.Notifications.PublishUpdateAsync(resource, instance.ResourceId, snapshot => snapshot with
            {
                HealthReports = [.. reports.Select(report => report with { LastRunAt = at })],
            });
        }
    }

    /// <summary>An endpoint's proxy takes its replicas in turn, so it is asked once for each of them.</summary>
    private async Task<IReadOnlyList<HealthReportSnapshot>> WorstOfAllAsync(CancellationToken cancellationToken)
    {
        var worst = new Dictionary<string, HealthReportSnapshot>();
        for (var replica = 0; replica < resource.GetInstanceIds().Count; replica++)
        {
            foreach (var report in await AskOnceAsync(cancellationToken))
            {
                if (!worst.TryGetValue(report.Name, out var other) || report.Status < other.Status) worst[report.Name] = report;
            }
        }

        return [.. worst.Values];
    }

    private async Task<IEnumerable<HealthReportSnapshot>> AskOnceAsync(CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        try
        {
            var report = await services.HealthChecks.CheckHealthAsync(registration => _keys.Contains(registration.Name), soon.Token);
            return report.Entries.Select(entry =>
                new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.ToString()));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AllUnhealthy($"There was no answer within {Patience.TotalSeconds} s.", null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A check that cannot even be made says nothing good; the next round tries again.
            return AllUnhealthy(failure.Message, failure);
        }
    }

    private IEnumerable<HealthReportSnapshot> AllUnhealthy(string description, Exception? failure) =>
        _keys.Select(key => new HealthReportSnapshot(key, HealthStatus.Unhealthy, description, failure?.ToString()));

    private List<ResourceEvent> Instances() =>
        [.. resource.GetInstanceIds().Select(id => services.Notifications.TryGetCurrentState(id, out var current) ? current : null).OfType<ResourceEvent>()];

    private static bool IsRunning(ResourceEvent instance) => instance.Snapshot.State?.Text == KnownResourceStates.Running;
}
