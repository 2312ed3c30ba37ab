namespace Velro.LoadTest.Results;

/// <summary>Whether a run is good.</summary>
internal static class ExitCode
{
    public static int Of(LoadResult result, bool strict)
    {
        if (result.Wrong > 0 || result.Fault is not null) return LoadTestCommand.Failed;

        // Its figures would be those of the server's refusals.
        if (result.Errors.Any(static error => error.Status == 429)) return LoadTestCommand.Failed;
        if (result.Operations.Count == 0) return LoadTestCommand.Failed;
        return strict && result.Verdicts.Any(static verdict => verdict.Judgement == Judgement.Fail) ? LoadTestCommand.Failed : LoadTestCommand.Passed;
    }
}
