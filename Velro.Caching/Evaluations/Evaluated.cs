using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Caching.Tiers;

namespace Velro.Caching.Evaluations;

/// <summary>An answer with the one state of the database that gives it.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Revision">The state of the database that every context it rests on is of.</param>
/// <param name="EvaluatedAt">The instant that expiries were compared with.</param>
/// <param name="IsDegraded">Whether that state is older than it should be, since the database is away.</param>
public readonly record struct Evaluated<TAnswer>(TAnswer Answer, Revision Revision, DateTimeOffset EvaluatedAt, bool IsDegraded = false)
{
    /// <summary>Where each context that the answer rests on was found; null when that was not asked for.</summary>
    public IReadOnlyDictionary<ContextKey, CacheTier>? Tiers { get; init; }

    /// <summary>Whether something had to be looked for beyond the memo of this process.</summary>
    public bool WasFetched { get; init; }
}
