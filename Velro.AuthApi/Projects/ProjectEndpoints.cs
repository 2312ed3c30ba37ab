using Microsoft.Extensions.Options;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Projects;
using Velro.Data.Sharing;

namespace Velro.AuthApi.Projects;

/// <summary><c>/v1/projects</c>. Grants and blocks stand in the folder <c>Sharing</c>.</summary>
internal sealed class ProjectEndpoints(IOptionsMonitor<ManagementOptions> options)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var projects = endpoints.MapGroup("/v1/projects");
        projects.MapRead("", Scopes.ProjectsRead, ListAsync, ProjectOperations.List);
        projects.MapRead("/{id}", Scopes.ProjectsRead, GetAsync, ProjectOperations.Get, isOpen: true);
        projects.MapWrite<CreateProject>(HttpMethods.Post, "", Scopes.ProjectsWrite, CreateAsync, ProjectOperations.Create);
        projects.MapWrite<ChangeProject>(HttpMethods.Patch, "/{id}", Scopes.ProjectsWrite, ChangeAsync, ProjectOperations.Change);
        projects.MapWrite(HttpMethods.Delete, "/{id}", Scopes.ProjectsWrite, DeleteAsync, ProjectOperations.Delete);
        projects.MapWrite<TransferProject>(
            HttpMethods.Post, "/{id}/transfer", Scopes.ProjectsWrite, TransferAsync, ProjectOperations.Transfer);
    }

    /// <summary>The projects that the caller owns, or that are shared with it or with its teams.</summary>
    private static Task<Answer> ListAsync(Exchange exchange) => exchange.PageAsync(
        (after, limit) => ProjectTable.ListOfUserAsync(exchange.Transaction, exchange.Subject.Id, after, limit),
        static row => row.Id,
        ProjectAnswer.Of,
        static row => new EntityRef(EntityTypes.Project, row.Id));

    private static async Task<Answer> GetAsync(Exchange exchange)
    {
        var project = exchange.Resource(EntityTypes.Project);
        await exchange.RequireAsync(CoreActions.Read, project);
        return Show((await ProjectTable.FindAsync(exchange.Transaction, project.Id))!);
    }

    /// <summary>A team needs <c>manage</c> on it, and becomes an editor of the project (RIGHTS.md B4).</summary>
    private async Task<Answer> CreateAsync(Exchange exchange, CreateProject request)
    {
        if (!options.CurrentValue.UsersCreateProjects) exchange.RequireAdministrator();
        var team = request.TeamId is { } teamId ? new EntityRef(EntityTypes.Team, teamId) : default(EntityRef?);
        if (team is { } named) await exchange.RequireAsync(CoreActions.Manage, named);

        return await exchange.OnceAsync(async () =>
        {
            var row = await ProjectTable.InsertAsync(
                exchange.Transaction, Guid.CreateVersion7().ToString(), exchange.Subject.Id, request.Name, request.Visibility);
            if (team is { } granted)
                await GrantTable.OfProjects.PutAsync(exchange.Transaction, row.Id, granted, Role.Editor, expiresAt: null);
            await exchange.AuditAsync("project.created", new EntityRef(EntityTypes.Project, row.Id), new Dictionary<string, object?>
            {
                ["name"] = row.Name,
                ["visibility"] = row.Visibility,
                ["teamId"] = request.TeamId,
            });
            return Answer.Created($"/v1/projects/{row.Id}", ProjectAnswer.Of(row), row.Version);
        });
    }

    /// <summary>The name needs <c>write</c>, the visibility <c>share</c> beside it (RIGHTS.md B7).</summary>
    private static async Task<Answer> ChangeAsync(Exchange exchange, ChangeProject request)
    {
        var project = exchange.Resource(EntityTypes.Project);
        await exchange.RequireAsync(CoreActions.Write, project);
        if (request.Visibility is not null) await exchange.RequireAsync(CoreActions.Share, project);

        return await exchange.OnceAsync(async () =>
        {
            var before = await FindAsync(exchange, project);
            var (name, visibility) = (request.Name.Or(before.Name), request.Visibility ?? before.Visibility);
            if ((name, visibility) == (before.Name, before.Visibility)) return Show(before);

            await exchange.AuditAsync(
                "project.updated", project, new Dictionary<string, object?> { ["name"] = name, ["visibility"] = visibility });
            return Show(await ProjectTable.UpdateAsync(exchange.Transaction, project.Id, name, visibility));
        });
    }

    private static async Task<Answer> DeleteAsync(Exchange exchange)
    {
        var project = exchange.Resource(EntityTypes.Project);
        if (await exchange.WasDoneAsync(CoreActions.Delete, project, "project.deleted")) return Answer.NoContent;
        return await exchange.OnceAsync(async () =>
        {
            await FindAsync(exchange, project);
            await ProjectTable.DeleteAsync(exchange.Transaction, project.Id);
            await exchange.AuditAsync("project.deleted", project);
            return Answer.NoContent;
        });
    }

    /// <summary>Only the owner gives it away, and stays its admin (RIGHTS.md B3).</summary>
    private static async Task<Answer> TransferAsync(Exchange exchange, TransferProject request)
    {
        var project = exchange.Resource(EntityTypes.Project);
        await exchange.RequireAsync(CoreActions.Transfer, project);
        return await exchange.OnceAsync(async () =>
        {
            var before = await FindAsync(exchange, project);
            if (await exchange.Transaction.FindAsync<UserContext>(ContextKey.User(request.UserId)) is not { State: AccountState.Active })
                throw new ProblemException(ManagementProblems.Unknown(EntityTypes.User));
            if (before.OwnerId == request.UserId) return Show(before);

            var row = await ProjectOwnership.PassAsync(exchange.Transaction, before, request.UserId);
            await GrantTable.OfProjects.PutAsync(
                exchange.Transaction, project.Id, new EntityRef(EntityTypes.User, before.OwnerId), Role.Admin, expiresAt: null);
            await exchange.AuditAsync(
                "project.transferred", project, new Dictionary<string, object?> { ["from"] = before.OwnerId, ["to"] = request.UserId });
            return Show(row);
        });
    }

    /// <summary>The row that is to be changed, in the version that the caller means.</summary>
    private static async Task<ProjectRow> FindAsync(Exchange exchange, EntityRef project)
    {
        var row = (await ProjectTable.FindAsync(exchange.Transaction, project.Id))!;
        exchange.CheckVersion(row.Version);
        return row;
    }

    private static Answer Show(ProjectRow row) => Answer.Of(ProjectAnswer.Of(row), row.Version);
}
