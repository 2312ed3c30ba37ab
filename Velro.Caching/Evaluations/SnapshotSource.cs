using Velro.Authorization.Contexts;

namespace Velro.Caching.Evaluations;

/// <summary>Contexts that were all read in one snapshot.</summary>
internal sealed class SnapshotSource(IReadOnlyDictionary<ContextKey, Context?> contents) : IContextSource
{
    private readonly HashSet<ContextKey> _missing = [];

    /// <summary>What was looked for and had not been read.</summary>
    public IEnumerable<ContextKey> Missing => _missing;

    public bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context
    {
        var isKnown = contents.TryGetValue(key, out var content);
        if (!isKnown) _missing.Add(key);
        context = (TContext?)content;
        return isKnown;
    }
}
