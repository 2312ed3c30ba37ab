using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

using Callback = System.Func<
    Aspire.Hosting.Eventing.IDistributedApplicationEvent, System.Threading.CancellationToken, System.Threading.Tasks.Task>;

namespace Aspire.Hosting.Eventing;

/// <summary>Keeps the subscriptions and calls them.</summary>
public class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private ImmutableList<(Type Event, DistributedApplicationEventSubscription Subscription)> _subscriptions = [];

    internal ILogger Logger { get; set; } = NullLogger.Instance;

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent
    {
        ArgumentNullException.ThrowIfNull(callback);
        var subscription = new DistributedApplicationEventSubscription(
            (@event, cancellationToken) => callback((T)@event, cancellationToken));
        ImmutableInterlocked.Update(ref _subscriptions, all => all.Add((typeof(T), subscription)));
        return subscription;
    }

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(callback);
        return Subscribe<T>((@event, cancellationToken) =>
            ResourceNames.Comparer.Equals(@event.Resource.Name, resource.Name) ? callback(@event, cancellationToken) : Task.CompletedTask);
    }

    /// <inheritdoc/>
    public void Unsubscribe(DistributedApplicationEventSubscription subscription) =>
        ImmutableInterlocked.Update(ref _subscriptions, all => all.RemoveAll(entry => entry.Subscription == subscription));

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent =>
        PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        ArgumentNullException.ThrowIfNull(@event);
        var callbacks = _subscriptions.Where(entry => entry.Event == typeof(T)).Select(entry => entry.Subscription.Callback).ToList();
        switch (dispatchBehavior)
        {
            case EventDispatchBehavior.BlockingSequential: return InTurnAsync(callbacks, @event, cancellationToken);
            case EventDispatchBehavior.BlockingConcurrent: return AtOnceAsync(callbacks, @event, cancellationToken);
            case EventDispatchBehavior.NonBlockingSequential:
                _ = LoggingFailuresAsync(InTurnAsync, callbacks, @event, cancellationToken);
                return Task.CompletedTask;
            case EventDispatchBehavior.NonBlockingConcurrent:
                _ = LoggingFailuresAsync(AtOnceAsync, callbacks, @event, cancellationToken);
                return Task.CompletedTask;
            default: throw new ArgumentOutOfRangeException(nameof(dispatchBehavior), dispatchBehavior, "No such way to tell of an event.");
        }
    }

    private static async Task InTurnAsync(
        IEnumerable<Callback> callbacks, IDistributedApplicationEvent @event, CancellationToken cancellationToken)
    {
        foreach (var callback in callbacks) await callback(@event, cancellationToken);
    }

    private static Task AtOnceAsync(
        IEnumerable<Callback> callbacks, IDistributedApplicationEvent @event, CancellationToken cancellationToken) =>
        Task.WhenAll(callbacks.Select(callback => Task.Run(() => callback(@event, cancellationToken), cancellationToken)));

    private async Task LoggingFailuresAsync(
        Func<IEnumerable<Callback>, IDistributedApplicationEvent, CancellationToken, Task> publish,
        IEnumerable<Callback> callbacks,
        IDistributedApplicationEvent @event,
        CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => publish(callbacks, @event, cancellationToken), cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            EventLog.HandlerFailed(Logger, @event.GetType().Name, failure);
        }
    }
}

internal static partial class EventLog
{
    [LoggerMessage(LogLevel.Error, "A handler of {Event} failed.")]
    public static partial void HandlerFailed(ILogger logger, string @event, Exception failure);
}
