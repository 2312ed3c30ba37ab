using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The console logs of resources and their replicas: what they write, and what the host says about them.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(ResourceNames.Comparer);

    /// <summary>Makes the service.</summary>
    public ResourceLoggerService() { }

    internal TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Writes to a resource's log; of a replicated one, to the logs of all replicas.</summary>
    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceLogger(() => resource.GetInstanceIds().Select(Log), TimeProvider);
    }

    /// <summary>Writes to the log of a resource or a replica.</summary>
    public ILogger GetLogger(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        return new ResourceLogger(() => [Log(resourceName)], TimeProvider);
    }

    /// <summary>What is in a resource's log, and then every line as it comes, until the log is complete.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WatchAsync(resource.GetInstanceIds()[0]);
    }

    /// <summary>What is in the log of a resource or a replica, and then every line as it comes, until the log is complete.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        return Log(resourceName).WatchAsync();
    }

    /// <summary>Ends the watching of a resource's log.</summary>
    public void Complete(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        foreach (var id in resource.GetInstanceIds()) Complete(id);
    }

    /// <summary>Ends the watching of the log of a resource or a replica.</summary>
    public void Complete(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_logs.TryGetValue(name, out var log)) log.Complete();
    }

    /// <summary>Ends all watching.</summary>
    public void Dispose()
    {
        foreach (var log in _logs.Values) log.Complete();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds a line that a process wrote, as it wrote it.</summary>
    internal void Append(string name, string line, bool isError) => Log(name).Append(line, isError);

    private ResourceLog Log(string name) => _logs.GetOrAdd(name, _ => new ResourceLog());
}

/// <summary>A line of a console log.</summary>
/// <param name="LineNumber">Its number, from 1.</param>
/// <param name="Content">The line.</param>
/// <param name="IsErrorMessage">Whether it was written to the error stream.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
