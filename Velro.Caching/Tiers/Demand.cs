using Velro.Authorization.Contexts;

namespace Velro.Caching.Tiers;

/// <summary>
/// How often things come back to the local cache: whatever comes again was asked for again, after it had expired or was changed. It counts
/// by hash in 256 KiB, and forgets by halves, so that what was in demand once is not so for ever.
/// </summary>
internal sealed class Demand
{
    /// <summary>The levels of demand, from 0: it was not seen lately.</summary>
    public const int Levels = 5;

    private const int Size = 1 << 18;

    private readonly byte[] _seen = new byte[Size];
    private int _sinceHalving;

    /// <summary>Takes note that <paramref name="key"/> is looked for beyond the local cache. It is a measure: nobody locks for it.</summary>
    /// <returns>The demand for it before.</returns>
    public int Note(in ContextKey key)
    {
        if (Interlocked.Increment(ref _sinceHalving) == Size) Halve();
        ref var seen = ref _seen[IndexOf(key)];
        int level = seen;
        if (level < Levels) seen = (byte)(level + 1);
        return Math.Min(level, Levels - 1);
    }

    /// <summary>The demand for <paramref name="key"/> before it was noted last.</summary>
    public int Of(in ContextKey key) => Math.Max(0, _seen[IndexOf(key)] - 1);

    private static int IndexOf(in ContextKey key) => key.GetHashCode() & (Size - 1);

    private void Halve()
    {
        for (var i = 0; i < Size; i++) _seen[i] >>= 1;
        Volatile.Write(ref _sinceHalving, 0);
    }
}
