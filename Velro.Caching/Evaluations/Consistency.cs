using Velro.Caching.Clock;

namespace Velro.Caching.Evaluations;

/// <summary>How fresh an answer must be (DESIGN.md section 4).</summary>
public readonly record struct Consistency
{
    private Consistency(bool isFull, Revision? atLeast) => (IsFull, AtLeast) = (isFull, atLeast);

    /// <summary>What this node knows: milliseconds behind the database.</summary>
    public static Consistency MinimizeLatency => default;

    /// <summary>A state of the database that is read after the question arrived.</summary>
    public static Consistency Full => new(isFull: true, atLeast: null);

    /// <summary>Whether the state must be read after the question arrived.</summary>
    public bool IsFull { get; }

    /// <summary>A state that must be included; null: any.</summary>
    public Revision? AtLeast { get; }

    /// <summary>A state that includes all of <paramref name="revision"/>.</summary>
    public static Consistency Since(Revision revision) => new(isFull: false, revision);

    /// <summary>What satisfies both.</summary>
    /// <exception cref="ArgumentException">Both name a revision, of two runs of the database: nothing satisfies these.</exception>
    public Consistency And(Consistency other) => new(IsFull || other.IsFull, Later(AtLeast, other.AtLeast));

    /// <summary>Snapshots of one server are ordered, so the later one has all that the earlier one has.</summary>
    private static Revision? Later(Revision? one, Revision? other)
    {
        if (one is null || other is null) return one ?? other;
        if (one.Lineage != other.Lineage) throw new ArgumentException("Revisions of two runs of the database cannot both be reached.", nameof(other));
        return one.IsAtLeast(other) ? one : other;
    }
}
