using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.AuthApi.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;
using Velro.Data.Policies;

namespace Velro.AuthApi.Policies;

/// <summary><c>/v1/policies</c>. For administrators, as the scopes say (RIGHTS.md A2).</summary>
internal static class PolicyEndpoints
{
    private const string Path = "/v1/policies/";
    private const string Type = "policy";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRead("/v1/policies", Scopes.PoliciesRead, ListAsync, PolicyOperations.List);
        endpoints.MapRead(Path + "{**name}", Scopes.PoliciesRead, GetAsync, PolicyOperations.Get);
        endpoints.MapWrite<PutPolicy>(HttpMethods.Put, Path + "{**name}", Scopes.PoliciesWrite, PutAsync, PolicyOperations.Put);
        endpoints.MapWrite(HttpMethods.Delete, Path + "{**name}", Scopes.PoliciesWrite, DeleteAsync, PolicyOperations.Delete);
        endpoints.MapAsk<ValidatePolicies>("/v1/policies:validate", Scopes.PoliciesRead, ValidateAsync, PolicyOperations.Validate);
        endpoints.MapAsk<SimulatePolicies>("/v1/policies:simulate", Scopes.PoliciesRead, SimulateAsync, PolicyOperations.Simulate);
    }

    private static Task<Answer> ListAsync(Exchange exchange) => exchange.PageAsync(
        (after, limit) => PolicyTable.ListAsync(exchange.Transaction, after, limit), static row => row.Name, PolicyAnswer.Of);

    private static async Task<Answer> GetAsync(Exchange exchange)
    {
        var row = await PolicyTable.FindAsync(exchange.Transaction, NameOf(exchange))
            ?? throw new ProblemException(ManagementProblems.Unknown(Type));
        return Answer.Of(PolicyAnswer.Of(row), row.Version);
    }

    private static Task<Answer> PutAsync(Exchange exchange, PutPolicy request)
    {
        var name = NameOf(exchange);
        return exchange.OnceAsync(async () =>
        {
            var before = await PolicyTable.FindAsync(exchange.Transaction, name);
            exchange.CheckVersion(before?.Version);
            PolicyCandidates.Compile(PolicyCandidates.Merge(
                await PolicyTable.SourcesAsync(exchange.Transaction), [new PolicyDraft(name, request.Document)]));

            var row = await PolicyTable.PutAsync(exchange.Transaction, new PolicySource(name, request.Document));
            await exchange.AuditAsync("policy.stored", new EntityRef(Type, name), new Dictionary<string, object?>
            {
                ["before"] = before?.Document,
                ["document"] = row.Document,
            });
            return before is null
                ? Answer.Created(Path + Uri.EscapeDataString(name), PolicyAnswer.Of(row), row.Version)
                : Answer.Of(PolicyAnswer.Of(row), row.Version);
        });
    }

    private static Task<Answer> DeleteAsync(Exchange exchange)
    {
        var policy = new EntityRef(Type, NameOf(exchange));
        return exchange.OnceAsync(async () =>
        {
            if (await PolicyTable.FindAsync(exchange.Transaction, policy.Id) is not { } before)
            {
                return await exchange.DidLatelyAsync("policy.deleted", policy)
                    ? Answer.NoContent
                    : throw new ProblemException(ManagementProblems.Unknown(Type));
            }

            exchange.CheckVersion(before.Version);
            await PolicyTable.DeleteAsync(exchange.Transaction, policy.Id);
            await exchange.AuditAsync("policy.deleted", policy, new Dictionary<string, object?> { ["before"] = before.Document });
            return Answer.NoContent;
        });
    }

    /// <summary>What would be wrong with the stored policies if these were among them.</summary>
    private static async Task<Answer> ValidateAsync(Exchange exchange, ValidatePolicies request)
    {
        var problems = PolicyCandidates.ProblemsOf(
            PolicyCandidates.Merge(await PolicyTable.SourcesAsync(exchange.Transaction), request.Policies));
        return Answer.Of(new { isValid = problems.IsEmpty, problems });
    }

    /// <summary>
    /// How cases are decided now, and how they would be if these policies were stored; and which recent decisions would come out otherwise.
    /// </summary>
    private static async Task<Answer> SimulateAsync(Exchange exchange, SimulatePolicies request)
    {
        var supposed = PolicyCandidates.Compile(
            PolicyCandidates.Merge(await PolicyTable.SourcesAsync(exchange.Transaction), request.Policies));
        // What was asked lately, and by whom, is in the audit.
        if (request.Recent > 0 && !exchange.Caller.Has(Scopes.AuditRead)) throw new ProblemException(Problem.ScopeMissing(Scopes.AuditRead));
        var simulation = new PolicySimulation(exchange.Transaction, exchange.Caller, supposed);
        var results = await simulation.CasesAsync(request.Cases);
        var recent = request.Recent > 0 ? await simulation.RecentAsync(request.Recent) : null;
        return Answer.Of(new Simulation(results.Count(static result => result.IsChanged), results, recent));
    }

    /// <summary>The policy that the address names.</summary>
    private static string NameOf(Exchange exchange)
    {
        var name = Address.Segments(exchange.Request, Path, count: 1)[0];
        return EntityNames.IsName(name)
            ? name
            : throw new ProblemException(Problem.Invalid("policy.name", "The name of a policy is 1-128 characters of [A-Za-z0-9._:/-]."));
    }
}
