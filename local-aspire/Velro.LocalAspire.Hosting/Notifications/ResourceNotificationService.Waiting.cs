using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

public partial class ResourceNotificationService
{
    /// <summary>Waits until a resource is in a state: <c>Running</c> when none is said.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState is { Length: > 0 } ? targetState : KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until a resource is in one of the states, and says in which.</summary>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var change = await WaitForResourceAsync(
            resourceName, current => current.Snapshot.State is { Text: var text } && states.Contains(text), cancellationToken);
        return change.Snapshot.State!.Text;
    }

    /// <summary>Waits until what is known of a resource meets a condition.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        ArgumentNullException.ThrowIfNull(predicate);
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (ResourceNames.Comparer.Equals(change.Resource.Name, resourceName) && predicate(change)) return change;
        }

        throw new OperationCanceledException($"The wait for '{resourceName}' was ended.");
    }

    /// <summary>Waits until a resource is healthy and ready.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until a resource is healthy and ready; what happens when it fails or ends is said.</summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        if (_model is not null && !_model.Resources.TryGetByName(resourceName, out _))
            throw new DistributedApplicationException($"There is no resource '{resourceName}' to wait for.");

        var change = await WaitForResourceAsync(
            resourceName, current => IsReady(current.Snapshot) || Ends(current.Snapshot, waitBehavior), cancellationToken);
        if (!IsReady(change.Snapshot))
        {
            throw new DistributedApplicationException(
                $"The resource '{resourceName}' did not become healthy: it is {ResourceSnapshots.Describe(change.Snapshot)}.");
        }

        await change.Snapshot.ReadyHandlers!.WaitAsync(cancellationToken);
        return change;
    }

    private static bool IsReady(CustomResourceSnapshot snapshot) =>
        snapshot is { HealthStatus: HealthStatus.Healthy, ReadyHandlers: not null };

    private static bool Ends(CustomResourceSnapshot snapshot, WaitBehavior behavior) =>
        behavior == WaitBehavior.StopOnResourceUnavailable && snapshot.State is { Text: var text }
        && (KnownResourceStates.TerminalStates.Contains(text) || text == KnownResourceStates.RuntimeUnhealthy);
}
