using Velro.Authorization.Contexts;

namespace Velro.Benchmarks.Decisions;

/// <summary>
/// Contexts in hand. It is a structure around a class, as the source of the evaluator is, so that the engine is compiled in the same way;
/// and it finds a context in a few nanoseconds, so that the engine is what is measured.
/// </summary>
internal readonly struct ContextTable() : IContextSource
{
    private const int Size = 1 << 12;

    private readonly (ContextKey Key, Context? Context)[] _entries = new (ContextKey, Context?)[Size];

    public void Add(ProjectContext project) => Add(ContextKey.Project(project.Id), project);

    public void Add(GenerationContext generation) => Add(ContextKey.Generation(generation.Id), generation);

    public void Add(ContextKey key, Context context)
    {
        var at = IndexOf(key);
        while (_entries[at].Context is not null) at = (at + 1) & (Size - 1);
        _entries[at] = (key, context);
    }

    public bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context
    {
        var at = IndexOf(key);
        while (_entries[at].Context is { } found)
        {
            if (_entries[at].Key.Kind == key.Kind && _entries[at].Key.Id == key.Id)
            {
                context = (TContext)found;
                return true;
            }

            at = (at + 1) & (Size - 1);
        }

        context = null;
        return true;
    }

    private static int IndexOf(in ContextKey key)
    {
        var hash = (int)key.Kind;
        foreach (var character in key.Id.AsSpan(Math.Max(0, key.Id.Length - 4))) hash = hash * 31 + character;
        return hash & (Size - 1);
    }
}
