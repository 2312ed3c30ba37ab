using System.Collections.Immutable;

namespace Velro.Authorization.Policies;

/// <summary>A policy set that is refused as a whole, with everything that is wrong with it.</summary>
public sealed class PolicySetException : Exception
{
    /// <summary>Refuses a set because of <paramref name="problems"/>.</summary>
    public PolicySetException(ImmutableArray<PolicyProblem> problems) : base(Describe(problems)) => Problems = problems;

    /// <summary>What is wrong, by policy and place.</summary>
    public ImmutableArray<PolicyProblem> Problems { get; }

    private static string Describe(ImmutableArray<PolicyProblem> problems) =>
        string.Join(Environment.NewLine, problems.Select(problem =>
            $"{problem.Policy}{problem.Path} ({problem.Line}:{problem.Column}) {problem.Code}: {problem.Message}"));
}
