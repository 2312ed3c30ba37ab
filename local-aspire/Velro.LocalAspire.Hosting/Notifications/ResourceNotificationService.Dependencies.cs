using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

public partial class ResourceNotificationService
{
    /// <summary>Waits until all that a resource waits for has come so far; throws when something cannot.</summary>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToList();
        if (waits.Count == 0) return;

        await PublishUpdateAsync(resource, snapshot => snapshot with { State = KnownResourceStates.Waiting });

        // One failure ends all waiting: nothing is gained by waiting for the rest.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = waits.Select(wait => WaitForDependencyAsync(resource, wait, ending.Token)).ToList();
        try
        {
            await foreach (var finished in Task.WhenEach(pending)) await finished;
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task WaitForDependencyAsync(IResource resource, WaitAnnotation wait, CancellationToken cancellationToken)
    {
        // A resource without a life of its own, as a parameter has none, never keeps another waiting.
        if (wait.Resource is ParameterResource) return;
        var logger = _resourceLoggers.GetLogger(resource);
        WaitLog.Waiting(logger, wait.Resource.Name, WaitLog.Describe(wait));
        await Task.WhenAll(wait.Resource.GetInstanceIds().Select(id => WaitForInstanceAsync(resource, wait, id, cancellationToken)));
        WaitLog.Waited(logger, wait.Resource.Name);
    }

    private async Task WaitForInstanceAsync(IResource resource, WaitAnnotation wait, string id, CancellationToken cancellationToken)
    {
        var behavior = wait.WaitBehavior ?? DefaultWaitBehavior;
        var change = await WaitForResourceAsync(
            wait.Resource.Name,
            current => ResourceNames.Comparer.Equals(current.ResourceId, id)
                && (Fulfils(wait, current.Snapshot) || Fails(wait, current.Snapshot, behavior)),
            cancellationToken);
        if (!Fulfils(wait, change.Snapshot))
        {
            throw new DistributedApplicationException(
                $"The resource '{resource.Name}' cannot start: it waits for '{id}' {WaitLog.Describe(wait)}, "
                + $"but that is {ResourceSnapshots.Describe(change.Snapshot)}.");
        }

        if (wait.WaitType == WaitType.WaitUntilHealthy) await change.Snapshot.ReadyHandlers!.WaitAsync(cancellationToken);
    }

    private static bool Fulfils(WaitAnnotation wait, CustomResourceSnapshot snapshot) => wait.WaitType switch
    {
        WaitType.WaitUntilHealthy => IsReady(snapshot),
        WaitType.WaitUntilStarted => snapshot.State?.Text == KnownResourceStates.Running,
        WaitType.WaitForCompletion => HasEnded(snapshot) && snapshot.ExitCode == wait.ExitCode,
        _ => throw new InvalidOperationException($"There is no wait '{wait.WaitType}'."),
    };

    /// <summary>
    /// A completion with another exit code, or that cannot come, fails whatever the behavior: waiting on would never end.
    /// </summary>
    private static bool Fails(WaitAnnotation wait, CustomResourceSnapshot snapshot, WaitBehavior behavior) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => HasEnded(snapshot) || snapshot.State?.Text == KnownResourceStates.FailedToStart,
        _ => Ends(snapshot, behavior),
    };

    private static bool HasEnded(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Finished || snapshot.State?.Text == KnownResourceStates.Exited;
}

internal static partial class WaitLog
{
    public static string Describe(WaitAnnotation wait) => wait.WaitType switch
    {
        WaitType.WaitUntilHealthy => "to be ready",
        WaitType.WaitUntilStarted => "to run",
        _ => $"to end with exit code {wait.ExitCode}",
    };

    [LoggerMessage(LogLevel.Information, "Waiting for '{Resource}' {Condition}.")]
    public static partial void Waiting(ILogger logger, string resource, string condition);

    [LoggerMessage(LogLevel.Information, "Finished waiting for '{Resource}'.")]
    public static partial void Waited(ILogger logger, string resource);
}
