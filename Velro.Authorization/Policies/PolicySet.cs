using System.Collections.Immutable;

namespace Velro.Authorization.Policies;

/// <summary>Policies that were compiled together.</summary>
public sealed class PolicySet
{
    /// <summary>No policies.</summary>
    public static readonly PolicySet Empty = new([]);

    private PolicySet(ImmutableArray<PolicySource> sources) => Sources = sources;

    /// <summary>The documents that this set was compiled from, ordered by name.</summary>
    public ImmutableArray<PolicySource> Sources { get; }

    /// <summary>Compiles <paramref name="sources"/>.</summary>
    public static PolicySet Compile(IEnumerable<PolicySource> sources) => new([.. sources.OrderBy(source => source.Name, StringComparer.Ordinal)]);
}
