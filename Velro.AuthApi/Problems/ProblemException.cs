namespace Velro.AuthApi.Problems;

/// <summary>
/// Leaves a request with a problem as its answer, and its transaction without a trace. Nothing went wrong here: it is never logged.
/// </summary>
internal class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
