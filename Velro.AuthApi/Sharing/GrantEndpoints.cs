using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

namespace Velro.AuthApi.Sharing;

/// <summary>
/// <c>…/grants</c> of projects and generations. All of them need <c>share</c> (RIGHTS.md B7), which begins with the role <c>admin</c>: so
/// nobody can give or take more than their own (B3).
/// </summary>
internal sealed class GrantEndpoints(Shareable shareable)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var operations = new SharingOperations(shareable.Type);
        var grants = endpoints.MapGroup($"{shareable.Path}/{{id}}/grants");
        grants.MapRead("", shareable.ReadScope, ListAsync, operations.ListGrants);
        foreach (var type in (ReadOnlySpan<string>)[EntityTypes.User, EntityTypes.Team])
        {
            var granteeType = type;
            var pattern = $"/{type}/{{granteeId}}";
            grants.MapWrite<PutGrant>(
                HttpMethods.Put,
                pattern,
                shareable.WriteScope,
                (exchange, request) => PutAsync(exchange, granteeType, request),
                operations.PutGrant(type));
            grants.MapWrite(
                HttpMethods.Delete,
                pattern,
                shareable.WriteScope,
                exchange => DeleteAsync(exchange, granteeType),
                operations.DeleteGrant(type));
        }
    }

    private async Task<Answer> ListAsync(Exchange exchange)
    {
        var thing = exchange.Resource(shareable.Type);
        await exchange.RequireAsync(CoreActions.Share, thing);
        return await exchange.PageAsync(
            (after, limit) => shareable.Grants.ListAsync(exchange.Transaction, thing.Id, after, limit),
            static row => row.Key,
            GrantAnswer.Of);
    }

    private async Task<Answer> PutAsync(Exchange exchange, string granteeType, PutGrant request)
    {
        var thing = exchange.Resource(shareable.Type);
        var grantee = exchange.Resource(granteeType, "granteeId");
        await exchange.RequireAsync(CoreActions.Share, thing);
        return await exchange.OnceAsync(async () =>
        {
            if (!await ExistsAsync(exchange, grantee)) throw new ProblemException(Absent(grantee.Type));
            if (request.Role == Role.None && grantee.Type == EntityTypes.User)
                await Shareable.RequireDeniableAsync(exchange, thing, grantee.Id);

            var before = await shareable.Grants.FindAsync(exchange.Transaction, thing.Id, grantee);
            var row = await shareable.Grants.PutAsync(exchange.Transaction, thing.Id, grantee, request.Role, request.ExpiresAt);
            await exchange.AuditAsync($"{thing.Type}.grant_set", thing, new Dictionary<string, object?>
            {
                ["grantee"] = grantee.ToString(),
                ["role"] = RoleNames.NameOf(request.Role),
                ["expiresAt"] = row.ExpiresAt,
                ["before"] = before is null ? null : RoleNames.NameOf(before.Role),
            });
            return before is null
                ? Answer.Created($"{shareable.Path}/{thing.Id}/grants/{grantee.Type}/{grantee.Id}", GrantAnswer.Of(row))
                : Answer.Of(GrantAnswer.Of(row));
        });
    }

    private async Task<Answer> DeleteAsync(Exchange exchange, string granteeType)
    {
        var thing = exchange.Resource(shareable.Type);
        var grantee = exchange.Resource(granteeType, "granteeId");
        var details = new Dictionary<string, object?> { ["grantee"] = grantee.ToString() };
        if (await exchange.WasDoneAsync(CoreActions.Share, thing, $"{thing.Type}.grant_removed", details)) return Answer.NoContent;
        return await exchange.OnceAsync(async () =>
        {
            if (await shareable.Grants.DeleteAsync(exchange.Transaction, thing.Id, grantee) > 0)
                await exchange.AuditAsync($"{thing.Type}.grant_removed", thing, details);
            return Answer.NoContent;
        });
    }

    /// <summary>A grant needs only that its grantee exists: who gives it need not see them.</summary>
    private static Problem Absent(string type) => ManagementProblems.Unknown(type) with { Detail = $"There is no such {type}." };

    private static async Task<bool> ExistsAsync(Exchange exchange, EntityRef grantee) => grantee.Type == EntityTypes.User
        ? await exchange.Transaction.FindAsync<UserContext>(ContextKey.User(grantee.Id)) is { State: not AccountState.Deleted }
        : await exchange.Transaction.FindAsync<TeamContext>(ContextKey.Team(grantee.Id)) is not null;
}
