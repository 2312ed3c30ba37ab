using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Emergency;

namespace Velro.AuthApi.Emergency;

/// <summary>
/// <c>/v1/emergency-access</c>: an administrator's time-boxed, reasoned override, which the audit trail tells with its transaction
/// (RIGHTS.md C4). Nobody acts for another here: the scope counts only for an administrator itself.
/// </summary>
internal static class EmergencyEndpoints
{
    private const string Type = "emergency_access";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var accesses = endpoints.MapGroup("/v1/emergency-access");
        accesses.MapRead("/{id}", Scopes.Admin, GetAsync, EmergencyOperations.Get);
        accesses.MapWrite<GiveEmergencyAccess>(HttpMethods.Post, "", Scopes.Admin, GiveAsync, EmergencyOperations.Give);
        accesses.MapWrite(HttpMethods.Delete, "/{id}", Scopes.Admin, EndAsync, EmergencyOperations.End);
    }

    private static async Task<Answer> GetAsync(Exchange exchange) => Answer.Of(EmergencyAnswer.Of(await FindAsync(exchange)));

    private static Task<Answer> GiveAsync(Exchange exchange, GiveEmergencyAccess request) => exchange.OnceAsync(async () =>
    {
        if (await exchange.Transaction.FindAsync<UserContext>(ContextKey.User(request.UserId)) is not { State: not AccountState.Deleted })
            throw new ProblemException(ManagementProblems.Unknown(EntityTypes.User));
        if (!await ExistsAsync(exchange, request.Resource)) throw new ProblemException(ManagementProblems.Unknown(request.Resource.Type));

        var row = await EmergencyTable.InsertAsync(
            exchange.Transaction,
            Guid.CreateVersion7().ToString(),
            request.UserId,
            request.Resource,
            request.Role,
            request.Reason,
            exchange.Caller.UserId,
            request.ExpiresInSeconds);
        await exchange.AuditAsync("emergency_access.given", request.Resource, DetailsOf(row));
        return Answer.Created($"/v1/emergency-access/{row.Id}", EmergencyAnswer.Of(row));
    });

    private static Task<Answer> EndAsync(Exchange exchange) => exchange.OnceAsync(async () =>
    {
        var row = await FindAsync(exchange);
        if (await EmergencyTable.EndAsync(exchange.Transaction, row.Id))
            await exchange.AuditAsync("emergency_access.ended", row.Resource, DetailsOf(row));
        return Answer.NoContent;
    });

    private static async Task<EmergencyRow> FindAsync(Exchange exchange) =>
        await EmergencyTable.FindAsync(exchange.Transaction, (string)exchange.Request.RouteValues["id"]!)
        ?? throw new ProblemException(ManagementProblems.Unknown(Type));

    private static async Task<bool> ExistsAsync(Exchange exchange, EntityRef resource) => resource.Type == EntityTypes.Project
        ? await exchange.Transaction.FindAsync<ProjectContext>(ContextKey.Project(resource.Id)) is not null
        : await exchange.Transaction.FindAsync<GenerationContext>(ContextKey.Generation(resource.Id)) is not null;

    private static Dictionary<string, object?> DetailsOf(EmergencyRow row) => new()
    {
        ["id"] = row.Id,
        ["userId"] = row.UserId,
        ["role"] = row.Role,
        ["reason"] = row.Reason,
        ["expiresAt"] = row.ExpiresAt,
    };
}
