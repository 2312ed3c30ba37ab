using System.Collections.Immutable;
using System.Globalization;
using Velro.AuthApi.Problems;
using Velro.Authorization.Policies;

namespace Velro.AuthApi.Policies;

/// <summary>Sets that might be stored. A bad one is refused as a whole, with the place and the reason (DESIGN.md section 3).</summary>
internal static class PolicyCandidates
{
    /// <summary>The stored policies with some of them replaced, added or taken away.</summary>
    public static List<PolicySource> Merge(IEnumerable<PolicySource> stored, IEnumerable<PolicyDraft> drafts)
    {
        var all = drafts.ToList();
        var names = all.Select(static draft => draft.Name).ToHashSet(StringComparer.Ordinal);
        var merged = stored.Where(source => !names.Contains(source.Name)).ToList();
        foreach (var (name, document) in all)
        {
            if (document is not null) merged.Add(new PolicySource(name, document));
        }

        return merged;
    }

    /// <summary>What is wrong with a set; empty: nothing.</summary>
    public static ImmutableArray<PolicyProblem> ProblemsOf(IEnumerable<PolicySource> sources)
    {
        try
        {
            PolicySet.Compile(sources);
            return [];
        }
        catch (PolicySetException exception)
        {
            return exception.Problems;
        }
    }

    /// <exception cref="ProblemException">Something is wrong with the set.</exception>
    public static PolicySet Compile(IEnumerable<PolicySource> sources)
    {
        try
        {
            return PolicySet.Compile(sources);
        }
        catch (PolicySetException exception)
        {
            throw new ProblemException(Refuse(exception.Problems));
        }
    }

    private static Problem Refuse(ImmutableArray<PolicyProblem> problems) =>
        Problem.Invalid("policies.invalid", "The policies are refused as a whole, and what is stored stays; see 'errors'.") with
        {
            Errors = problems.GroupBy(static problem => problem.Policy + problem.Path).ToDictionary(
                static place => place.Key,
                static place => place.Select(static problem => string.Create(
                    CultureInfo.InvariantCulture, $"{problem.Line}:{problem.Column} {problem.Code}: {problem.Message}")).ToArray()),
        };
}
