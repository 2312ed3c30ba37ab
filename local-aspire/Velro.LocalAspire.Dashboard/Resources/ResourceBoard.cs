using System.Collections.Concurrent;
using Velro.LocalAspire.Dashboard.Contract;

namespace Velro.LocalAspire.Dashboard.Resources;

/// <summary>What is known of the resources now.</summary>
public sealed class ResourceBoard
{
    private readonly ConcurrentDictionary<string, ResourceState> _states = new(StringComparer.OrdinalIgnoreCase);
    private long _version;

    /// <summary>Changes whenever there is something new to see.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Whether the host is heard.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>The resources that are shown, by name.</summary>
    public IReadOnlyList<ResourceState> All =>
        [.. _states.Values.Where(state => !state.IsHidden).OrderBy(state => state.Id, StringComparer.OrdinalIgnoreCase)];

    /// <summary>A resource by its id, or the first replica of a name.</summary>
    public ResourceState? Find(string? id)
    {
        if (id is null) return null;
        return _states.TryGetValue(id, out var state)
            ? state
            : All.FirstOrDefault(other => string.Equals(other.Name, id, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Takes what the host says.</summary>
    public void Take(ResourceState state)
    {
        _states[state.Id] = state;
        Interlocked.Increment(ref _version);
    }

    /// <summary>Says whether the host is heard; it tells everything anew when it is heard again.</summary>
    public void Connected(bool isConnected)
    {
        if (IsConnected == isConnected) return;
        IsConnected = isConnected;
        Interlocked.Increment(ref _version);
    }
}
