namespace Velro.Authorization.Contexts;

/// <summary>Where the engine finds contexts. It never waits: a source that does not have one in hand notes that it is needed.</summary>
public interface IContextSource
{
    /// <summary>
    /// Looks for a context. False: it is not in hand, and the decision cannot be final; the engine goes on to learn what else it needs.
    /// True: <paramref name="context"/> is the content, or null when no such entity exists.
    /// </summary>
    bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context;
}
