using Velro.Authorization.Contexts;

namespace Velro.Data.Transactions;

/// <summary>
/// The contexts that a transaction has read so far, all of its one snapshot, and those that were looked for and are missing.
/// </summary>
internal sealed class LoadedContexts : IContextSource
{
    private readonly Dictionary<ContextKey, Context?> _contents = [];
    private readonly HashSet<ContextKey> _missing = [];

    public IReadOnlyCollection<ContextKey> Missing => _missing;

    public void Add(IReadOnlyDictionary<ContextKey, Context?> contents)
    {
        foreach (var (key, context) in contents) _contents[key] = context;
        _missing.Clear();
    }

    public bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context
    {
        var isKnown = _contents.TryGetValue(key, out var content);
        if (!isKnown) _missing.Add(key);
        context = (TContext?)content;
        return isKnown;
    }
}

/// <summary>The same contexts, but for one that is supposed to be another: what would be decided if it were so.</summary>
internal sealed class SupposedContexts(LoadedContexts actual, ContextKey key, Context? supposed) : IContextSource
{
    public bool TryFind<TContext>(ContextKey wanted, out TContext? context) where TContext : Context
    {
        if (wanted != key) return actual.TryFind(wanted, out context);
        context = (TContext?)supposed;
        return true;
    }
}
