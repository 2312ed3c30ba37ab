using Velro.Authorization.Contexts;

namespace Velro.Caching.Evaluations;

/// <summary>
/// The working set as the engine's source. It is a structure, so that the rules are compiled for it and find contexts by direct calls: over
/// a class each look-up would be a generic virtual call, which costs as much as the look-up itself.
/// </summary>
internal readonly struct WorkingSource(WorkingSet work) : IContextSource
{
    public bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context => work.TryFind(key, out context);
}
