using System.Collections.Immutable;
using Velro.Caching.Clock;

namespace Velro.Caching.Evaluations;

/// <summary>How fresh an answer must be (DESIGN.md section 4).</summary>
public readonly record struct Consistency
{
    private readonly ImmutableArray<Revision> _atLeast;

    private Consistency(bool isFull, ImmutableArray<Revision> atLeast) => (IsFull, _atLeast) = (isFull, atLeast);

    /// <summary>What this node knows: milliseconds behind the database.</summary>
    public static Consistency MinimizeLatency => default;

    /// <summary>A state of the database that is read after the question arrived.</summary>
    public static Consistency Full => new(isFull: true, []);

    /// <summary>Whether the state must be read after the question arrived.</summary>
    public bool IsFull { get; }

    /// <summary>
    /// The states that must be included, all of them. They are not reduced to a latest one: of two writes at the same moment neither
    /// includes the other.
    /// </summary>
    public ImmutableArray<Revision> AtLeast => _atLeast.IsDefault ? [] : _atLeast;

    /// <summary>A state that includes all of <paramref name="revision"/>.</summary>
    public static Consistency Since(Revision revision) => new(isFull: false, [revision]);

    /// <summary>What satisfies every one of <paramref name="all"/>.</summary>
    public static Consistency Of(IReadOnlyCollection<Consistency> all) => new(
        all.Any(static one => one.IsFull), [.. all.SelectMany(static one => one.AtLeast).Distinct()]);
}
