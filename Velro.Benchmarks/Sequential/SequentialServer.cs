using Npgsql;
using Velro.Benchmarks.Model;
using Velro.Data.Secrets;
using Velro.Data.ServiceKeys;

namespace Velro.Benchmarks.Sequential;

/// <summary>The sequential baseline as a server: the check API, over a pool as Npgsql makes it, with statements prepared on first use.</summary>
internal static class SequentialServer
{
    /// <summary>The command that starts it.</summary>
    public const string Command = "sequential-server";

    /// <summary>The environment variable that tells how to reach the database.</summary>
    public const string DatabaseVariable = "ConnectionStrings__velro";

    /// <summary>The environment variable with the secret under which keys are hashed.</summary>
    public const string MasterKeyVariable = "Velro__MasterKey";

    private const string Bearer = "Bearer ";

    public static async Task<int> RunAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(DatabaseVariable))
        {
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 1,
        };
        await using var database = NpgsqlDataSource.Create(settings);
        var check = new SequentialCheck(database, new ServiceKeyHasher(new MasterKey(Environment.GetEnvironmentVariable(MasterKeyVariable)!)));
        return await EvaluationEndpoint.RunAsync(async (http, request) => await check.DecideAsync(
            KeyIn(http.Request.Headers.Authorization), request.Subject.Id, request.Action.Name, request.Resource.Id));
    }

    private static string? KeyIn(string? authorization) =>
        authorization?.StartsWith(Bearer, StringComparison.Ordinal) == true ? authorization[Bearer.Length..] : null;
}
