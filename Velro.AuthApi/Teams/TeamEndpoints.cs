using Microsoft.Extensions.Options;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Teams;

namespace Velro.AuthApi.Teams;

/// <summary><c>/v1/teams</c>: the teams and their tree.</summary>
internal sealed class TeamEndpoints(IOptionsMonitor<ManagementOptions> options)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var teams = endpoints.MapGroup("/v1/teams");
        teams.MapRead("", Scopes.TeamsRead, ListAsync, TeamOperations.List);
        teams.MapRead("/{id}", Scopes.TeamsRead, GetAsync, TeamOperations.Get);
        teams.MapWrite<CreateTeam>(HttpMethods.Post, "", Scopes.TeamsWrite, CreateAsync, TeamOperations.Create);
        teams.MapWrite<ChangeTeam>(HttpMethods.Patch, "/{id}", Scopes.TeamsWrite, ChangeAsync, TeamOperations.Change);
        teams.MapWrite(HttpMethods.Delete, "/{id}", Scopes.TeamsWrite, DeleteAsync, TeamOperations.Delete);
        teams.MapWrite<MoveTeam>(HttpMethods.Put, "/{id}/parent", Scopes.TeamsWrite, MoveAsync, TeamOperations.Move);
        teams.MapWrite(HttpMethods.Post, "/{id}/suspend", Scopes.TeamsWrite, SuspendAsync, TeamOperations.Suspend);
        teams.MapWrite(HttpMethods.Post, "/{id}/reactivate", Scopes.TeamsWrite, ReactivateAsync, TeamOperations.Reactivate);
    }

    /// <summary>The teams that the caller is in, directly or through a team above.</summary>
    private static Task<Answer> ListAsync(Exchange exchange) => exchange.PageAsync(
        (after, limit) => TeamTable.ListOfUserAsync(exchange.Transaction, exchange.Subject.Id, after, limit),
        static row => row.Id,
        TeamAnswer.Of,
        static row => new EntityRef(EntityTypes.Team, row.Id),
        TeamAnswer.NamedBy);

    private static async Task<Answer> GetAsync(Exchange exchange)
    {
        var team = exchange.Resource(EntityTypes.Team);
        await exchange.RequireAsync(CoreActions.Read, team);
        return await ShowAsync(exchange, (await TeamTable.FindAsync(exchange.Transaction, team.Id))!);
    }

    /// <summary>
    /// A team below another one needs <c>manage</c> on that; a root team needs nothing, unless the setting says so (RIGHTS.md B4).
    /// </summary>
    private async Task<Answer> CreateAsync(Exchange exchange, CreateTeam request)
    {
        if (request.ParentTeamId is { } parentId)
            await exchange.RequireAsync(CoreActions.Manage, new EntityRef(EntityTypes.Team, parentId));
        else if (!options.CurrentValue.UsersCreateTeams) exchange.RequireAdministrator();

        return await exchange.OnceAsync(async () =>
        {
            var row = await TeamTable.InsertAsync(
                exchange.Transaction, Guid.CreateVersion7().ToString(), request.Name, request.ParentTeamId);
            await MemberTable.PutAsync(exchange.Transaction, row.Id, exchange.Subject.Id, Role.Owner, expiresAt: null);
            await exchange.AuditAsync("team.created", new EntityRef(EntityTypes.Team, row.Id), new Dictionary<string, object?>
            {
                ["name"] = row.Name,
                ["parentTeamId"] = row.ParentId,
            });
            return Answer.Created($"/v1/teams/{row.Id}", await AnswerAsync(exchange, row), row.Version);
        });
    }

    private static async Task<Answer> ChangeAsync(Exchange exchange, ChangeTeam request)
    {
        var team = exchange.Resource(EntityTypes.Team);
        await exchange.RequireAsync(CoreActions.Write, team);
        return await exchange.OnceAsync(async () =>
        {
            var row = await FindAsync(exchange, team);
            if (!request.Name.IsSet) return await ShowAsync(exchange, row);

            await exchange.AuditAsync("team.updated", team, new Dictionary<string, object?> { ["name"] = request.Name.Value });
            return await ShowAsync(exchange, await TeamTable.RenameAsync(exchange.Transaction, team.Id, request.Name.Value));
        });
    }

    /// <summary>Members, and grants to the team, go with it. One with teams below it stays (RIGHTS.md E1).</summary>
    private static async Task<Answer> DeleteAsync(Exchange exchange)
    {
        var team = exchange.Resource(EntityTypes.Team);
        if (await exchange.WasDoneAsync(CoreActions.Delete, team, "team.deleted")) return Answer.NoContent;
        return await exchange.OnceAsync(async () =>
        {
            await FindAsync(exchange, team);
            await TeamTable.DeleteAsync(exchange.Transaction, team.Id);
            await exchange.AuditAsync("team.deleted", team);
            return Answer.NoContent;
        });
    }

    /// <summary>
    /// Needs <c>manage</c> on the team, the parent that it had and the one that it gets (RIGHTS.md B4). The owners of a team are owners of
    /// all below it, so that only an owner of a team gives it another one above (B3).
    /// </summary>
    private static async Task<Answer> MoveAsync(Exchange exchange, MoveTeam request)
    {
        var team = exchange.Resource(EntityTypes.Team);
        await exchange.RequireAsync(CoreActions.Manage, team);
        // Also where it is the parent already: else a guess at a hidden one would be confirmed.
        if (request.TeamId is { } named) await exchange.RequireAsync(CoreActions.Read, new EntityRef(EntityTypes.Team, named));
        var before = (await TeamTable.FindAsync(exchange.Transaction, team.Id))!;
        foreach (var parentId in new[] { before.ParentId, request.TeamId })
        {
            if (parentId is not null && before.ParentId != request.TeamId)
                await exchange.RequireAsync(CoreActions.Manage, new EntityRef(EntityTypes.Team, parentId));
        }

        if (request.TeamId is not null && before.ParentId != request.TeamId
            && await exchange.HighestGrantableRoleAsync(team) != Role.Owner)
            throw new ProblemException(TeamProblems.RoleAboveOwn);

        return await exchange.OnceAsync(async () =>
        {
            exchange.CheckVersion(before.Version);
            if (before.ParentId == request.TeamId) return await ShowAsync(exchange, before);

            await exchange.AuditAsync(
                "team.moved", team, new Dictionary<string, object?> { ["from"] = before.ParentId, ["to"] = request.TeamId });
            return await ShowAsync(exchange, await TeamTable.MoveAsync(exchange.Transaction, team.Id, request.TeamId));
        });
    }

    private static async Task<Answer> SuspendAsync(Exchange exchange)
    {
        var team = exchange.Resource(EntityTypes.Team);
        await exchange.RequireAsync(CoreActions.Manage, team);
        return await exchange.OnceAsync(() => SetSuspendedAsync(exchange, team, isSuspended: true));
    }

    /// <summary>
    /// A suspended team gives its own members nothing (RIGHTS.md C1), so that who manages a team above ends it. A root team has none above:
    /// who could manage it if it were not suspended ends that, since it could else never come back.
    /// </summary>
    private static async Task<Answer> ReactivateAsync(Exchange exchange)
    {
        var team = exchange.Resource(EntityTypes.Team);
        var key = ContextKey.Team(team.Id);
        if (await exchange.Transaction.FindAsync<TeamContext>(key) is { ParentId: null } root)
        {
            var question = exchange.Question(CoreActions.Manage, team);
            exchange.Require(question, await exchange.Transaction.DecideSupposingAsync(question, key, root with { IsSuspended = false }));
        }
        else
        {
            await exchange.RequireAsync(CoreActions.Manage, team);
        }

        return await exchange.OnceAsync(() => SetSuspendedAsync(exchange, team, isSuspended: false));
    }

    private static async Task<Answer> SetSuspendedAsync(Exchange exchange, EntityRef team, bool isSuspended)
    {
        var before = await FindAsync(exchange, team);
        if (before.IsSuspended == isSuspended) return await ShowAsync(exchange, before);

        await exchange.AuditAsync(isSuspended ? "team.suspended" : "team.reactivated", team);
        return await ShowAsync(exchange, await TeamTable.SetSuspendedAsync(exchange.Transaction, team.Id, isSuspended));
    }

    /// <summary>The row that is to be changed, in the version that the caller means.</summary>
    private static async Task<TeamRow> FindAsync(Exchange exchange, EntityRef team)
    {
        var row = (await TeamTable.FindAsync(exchange.Transaction, team.Id))!;
        exchange.CheckVersion(row.Version);
        return row;
    }

    private static async Task<Answer> ShowAsync(Exchange exchange, TeamRow row) =>
        Answer.Of(await AnswerAsync(exchange, row), row.Version);

    private static async Task<TeamAnswer> AnswerAsync(Exchange exchange, TeamRow row) =>
        TeamAnswer.Of(row, await exchange.ReadableAsync(TeamAnswer.NamedBy(row)));
}
