using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of each resource: published by who runs it, watched and waited for by everybody else.</summary>
public partial class ResourceNotificationService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceState> _states = new(ResourceNames.Comparer);
    private readonly ConcurrentDictionary<Channel<ResourceEvent>, byte> _watchers = [];
    private readonly CancellationTokenSource _disposing = new();
    private readonly ILogger _logger;
    private readonly DistributedApplicationModel? _model;
    private readonly ResourceLoggerService _resourceLoggers;

    /// <summary>Makes the service of an application.</summary>
    public ResourceNotificationService(
        ILogger<ResourceNotificationService> logger,
        IHostApplicationLifetime hostApplicationLifetime,
        IServiceProvider serviceProvider,
        ResourceLoggerService resourceLoggerService)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(serviceProvider);
        ArgumentNullException.ThrowIfNull(resourceLoggerService);
        _logger = logger;
        _resourceLoggers = resourceLoggerService;
        _model = serviceProvider.GetService<DistributedApplicationModel>();
        DefaultWaitBehavior = serviceProvider.GetService<DistributedApplicationOptions>() is { DisableDashboard: false }
            ? WaitBehavior.WaitOnResourceUnavailable
            : WaitBehavior.StopOnResourceUnavailable;
    }

    /// <summary>With a dashboard, a person can start what failed; without one, nobody would.</summary>
    internal WaitBehavior DefaultWaitBehavior { get; init; }

    /// <summary>Changes what is known of a resource, or of all its replicas.</summary>
    public async Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        foreach (var id in resource.GetInstanceIds()) await PublishUpdateAsync(resource, id, stateFactory);
    }

    /// <summary>Changes what is known of one replica of a resource.</summary>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(resourceId);
        ArgumentNullException.ThrowIfNull(stateFactory);
        var state = _states.GetOrAdd(resourceId, _ => new(resource, ResourceSnapshots.Initial(resource)));
        lock (state)
        {
            var before = state.Snapshot;
            var after = stateFactory(before);
            state.Snapshot = after with { Version = before.Version + 1 };
            state.IsPublished = true;
            if (before.State?.Text != after.State?.Text) LogState(resourceId, after.State?.Text ?? "unknown");
            var change = new ResourceEvent(resource, resourceId, state.Snapshot);
            foreach (var watcher in _watchers.Keys) watcher.Writer.TryWrite(change);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// What is known of a resource; of a replicated one, by the replica's identity or, when there is one only, by its name.
    /// </summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        ArgumentNullException.ThrowIfNull(resourceId);
        resourceEvent = null;
        if (_states.TryGetValue(resourceId, out var exact)) resourceEvent = exact.Current(resourceId);
        if (resourceEvent is not null) return true;
        var named = _states.Where(entry => ResourceNames.Comparer.Equals(entry.Value.Resource.Name, resourceId)).Take(2).ToList();
        if (named.Count == 1) resourceEvent = named[0].Value.Current(named[0].Key);
        return resourceEvent is not null;
    }

    /// <summary>What is known of each resource now, and then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        _watchers.TryAdd(channel, 0);
        try
        {
            // A change between the registration and the reading of the states is in both: the version tells.
            var versions = new Dictionary<string, long>(ResourceNames.Comparer);
            foreach (var (id, state) in _states)
            {
                if (state.Current(id) is not { } current) continue;
                versions[id] = current.Snapshot.Version;
                yield return current;
            }

            await foreach (var change in channel.Reader.ReadAllAsync(ending.Token))
            {
                if (versions.TryGetValue(change.ResourceId, out var seen) && change.Snapshot.Version <= seen) continue;
                yield return change;
            }
        }
        finally
        {
            _watchers.TryRemove(channel, out _);
        }
    }

    /// <summary>Ends all watching and waiting.</summary>
    public void Dispose()
    {
        if (!_disposing.IsCancellationRequested) _disposing.Cancel();
        GC.SuppressFinalize(this);
    }

    [LoggerMessage(LogLevel.Debug, "{Resource} is {State}.")]
    private partial void LogState(string resource, string state);

    private sealed class ResourceState(IResource resource, CustomResourceSnapshot initial)
    {
        public IResource Resource { get; } = resource;

        public CustomResourceSnapshot Snapshot { get; set; } = initial;

        public bool IsPublished { get; set; }

        public ResourceEvent? Current(string id)
        {
            lock (this) return IsPublished ? new(Resource, id, Snapshot) : null;
        }
    }
}
