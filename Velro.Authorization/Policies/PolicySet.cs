using System.Collections.Immutable;

namespace Velro.Authorization.Policies;

/// <summary>Policies that were compiled together. Immutable; looked up by type of resource and action.</summary>
public sealed class PolicySet
{
    /// <summary>No policies.</summary>
    public static readonly PolicySet Empty = new([], []);

    private readonly PolicyIndex _index;

    private PolicySet(ImmutableArray<PolicySource> sources, ImmutableArray<Policy> policies)
    {
        Sources = sources;
        _index = new PolicyIndex(policies);
    }

    /// <summary>The documents that this set was compiled from, ordered by name.</summary>
    public ImmutableArray<PolicySource> Sources { get; }

    /// <summary>Compiles <paramref name="sources"/>, all or none.</summary>
    /// <exception cref="PolicySetException">Something is wrong with at least one; it says everything that is, by policy and place.</exception>
    public static PolicySet Compile(IEnumerable<PolicySource> sources)
    {
        var problems = new List<PolicyProblem>();
        var policies = ImmutableArray.CreateBuilder<Policy>();
        ImmutableArray<PolicySource> ordered = [.. sources.OrderBy(source => source.Name, StringComparer.Ordinal)];
        for (var i = 0; i < ordered.Length; i++)
        {
            var problemsHere = new PolicyProblems(ordered[i].Name, problems);
            if (i > 0 && ordered[i].Name == ordered[i - 1].Name) problemsHere.Add(PolicyCodes.NameTwice, "Two policies have this name; each needs its own.");
            if (PolicyCompiler.Compile(ordered[i], problemsHere) is { } policy) policies.Add(policy);
        }

        return problems.Count == 0 ? new PolicySet(ordered, policies.ToImmutable()) : throw new PolicySetException([.. problems]);
    }

    /// <summary>The actions that policies name for resources of a type, ordered; those of <c>*</c> count for every type that is not a core one.</summary>
    public IReadOnlyList<string> ActionsNamedFor(string resourceType) => _index.ActionsNamedFor(resourceType);

    /// <summary>Whether some policy could allow an action on resources of a type, whatever the subject; where none can, nothing is allowed but by roles.</summary>
    public bool MayAllow(string resourceType, string action) => _index.Find(resourceType, action).HasAllows;

    internal bool IsEmpty => Sources.IsEmpty;

    internal ApplicablePolicies Find(string resourceType, string action) => _index.Find(resourceType, action);
}
