using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Teams;

namespace Velro.AuthApi.Teams;

/// <summary><c>/v1/teams/{id}/members</c>: seeing them needs <c>read</c> on the team, changing them <c>manage</c> (RIGHTS.md B7).</summary>
internal static class MemberEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var members = endpoints.MapGroup("/v1/teams/{id}/members");
        members.MapRead("", Scopes.TeamsRead, ListAsync, TeamOperations.ListMembers);
        members.MapWrite<PutMember>(HttpMethods.Put, "/{userId}", Scopes.TeamsWrite, PutAsync, TeamOperations.PutMember);
        members.MapWrite(HttpMethods.Delete, "/{userId}", Scopes.TeamsWrite, DeleteAsync, TeamOperations.DeleteMember);
    }

    private static async Task<Answer> ListAsync(Exchange exchange)
    {
        var team = exchange.Resource(EntityTypes.Team);
        await exchange.RequireAsync(CoreActions.Read, team);
        return await exchange.PageAsync(
            (after, limit) => MemberTable.ListAsync(exchange.Transaction, team.Id, after, limit),
            static row => row.UserId,
            MemberAnswer.Of);
    }

    /// <summary>Nobody gives or changes a role above their own, and a team keeps an owner (RIGHTS.md B3).</summary>
    private static async Task<Answer> PutAsync(Exchange exchange, PutMember request)
    {
        var team = exchange.Resource(EntityTypes.Team);
        var user = exchange.Resource(EntityTypes.User, "userId");
        await exchange.RequireAsync(CoreActions.Manage, team);
        var before = await MemberTable.FindAsync(exchange.Transaction, team.Id, user.Id);
        await RequireRoleUpToOwnAsync(exchange, team, before?.Role ?? Role.None, request.Role);

        return await exchange.OnceAsync(async () =>
        {
            if (await exchange.Transaction.FindAsync<UserContext>(ContextKey.User(user.Id)) is not { State: not AccountState.Deleted })
                throw new ProblemException(ManagementProblems.Unknown(user.Type));
            var isOwnerToStay = request is { Role: Role.Owner, ExpiresAt: null };
            if (!isOwnerToStay) await RequireOtherOwnerAsync(exchange, team, before);

            var row = await MemberTable.PutAsync(exchange.Transaction, team.Id, user.Id, request.Role, request.ExpiresAt);
            await exchange.AuditAsync("team.member_set", team, new Dictionary<string, object?>
            {
                ["userId"] = user.Id,
                ["role"] = RoleNames.NameOf(request.Role),
                ["expiresAt"] = row.ExpiresAt,
                ["before"] = before is null ? null : RoleNames.NameOf(before.Role),
            });
            return before is null
                ? Answer.Created($"/v1/teams/{team.Id}/members/{user.Id}", MemberAnswer.Of(row))
                : Answer.Of(MemberAnswer.Of(row));
        });
    }

    private static async Task<Answer> DeleteAsync(Exchange exchange)
    {
        var team = exchange.Resource(EntityTypes.Team);
        var user = exchange.Resource(EntityTypes.User, "userId");
        if (await exchange.WasDoneAsync(
            CoreActions.Manage, team, "team.member_removed", new Dictionary<string, object?> { ["userId"] = user.Id }))
            return Answer.NoContent;
        var before = await MemberTable.FindAsync(exchange.Transaction, team.Id, user.Id);
        if (before is null) return Answer.NoContent;
        await RequireRoleUpToOwnAsync(exchange, team, before.Role);

        return await exchange.OnceAsync(async () =>
        {
            await RequireOtherOwnerAsync(exchange, team, before);
            await MemberTable.DeleteAsync(exchange.Transaction, team.Id, user.Id);
            await exchange.AuditAsync("team.member_removed", team, new Dictionary<string, object?>
            {
                ["userId"] = user.Id,
                ["before"] = RoleNames.NameOf(before.Role),
            });
            return Answer.NoContent;
        });
    }

    private static async Task RequireRoleUpToOwnAsync(Exchange exchange, EntityRef team, params IEnumerable<Role> roles)
    {
        if (roles.Max() > await exchange.HighestGrantableRoleAsync(team)) throw new ProblemException(TeamProblems.RoleAboveOwn);
    }

    /// <summary>Refuses to end the last ownership that does not end by itself.</summary>
    private static async Task RequireOtherOwnerAsync(Exchange exchange, EntityRef team, MemberRow? before)
    {
        if (before is { IsLastingOwnership: true } && !await MemberTable.HasOtherOwnerAsync(exchange.Transaction, team.Id, before.UserId))
            throw new ProblemException(TeamProblems.LastOwner);
    }
}
