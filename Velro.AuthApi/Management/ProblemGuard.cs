using Npgsql;
using Velro.AuthApi.Problems;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Management;

/// <summary>Answers what an endpoint throws to leave its request: problems, and what the database refuses or does not answer.</summary>
internal static class ProblemGuard
{
    public static async Task RunAsync(HttpContext http, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (ProblemException exception)
        {
            await ProblemWriter.WriteAsync(http, exception.Problem);
        }
        catch (PostgresException exception) when (ManagementProblems.Of(exception) is { } problem)
        {
            await ProblemWriter.WriteAsync(http, problem);
        }
        catch (StoreUnavailableException exception)
        {
            await ProblemWriter.WriteAsync(http, Problem.Unavailable(exception.Code, exception.Message));
        }
    }
}
