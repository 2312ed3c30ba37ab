using Velro.AuthApi.Management;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Generations;

namespace Velro.AuthApi.Generations;

/// <summary><c>/v1/generations</c>. Grants and blocks stand in the folder <c>Sharing</c>.</summary>
internal static class GenerationEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var generations = endpoints.MapGroup("/v1/generations");
        generations.MapRead("", Scopes.GenerationsRead, ListAsync, GenerationOperations.List);
        generations.MapRead("/{id}", Scopes.GenerationsRead, GetAsync, GenerationOperations.Get, isOpen: true);
        generations.MapWrite<CreateGeneration>(HttpMethods.Post, "", Scopes.GenerationsWrite, CreateAsync, GenerationOperations.Create);
        generations.MapWrite<ChangeGeneration>(HttpMethods.Patch, "/{id}", Scopes.GenerationsWrite, ChangeAsync, GenerationOperations.Change);
        generations.MapWrite(HttpMethods.Delete, "/{id}", Scopes.GenerationsWrite, DeleteAsync, GenerationOperations.Delete);
        generations.MapWrite(
            HttpMethods.Post,
            "/{id}/lock",
            Scopes.GenerationsWrite,
            static exchange => SetLockedAsync(exchange, isLocked: true),
            GenerationOperations.Lock);
        generations.MapWrite(
            HttpMethods.Post,
            "/{id}/unlock",
            Scopes.GenerationsWrite,
            static exchange => SetLockedAsync(exchange, isLocked: false),
            GenerationOperations.Unlock);
    }

    /// <summary>
    /// The generations of a project; without one, those that are the caller's, or are shared with it, its teams or its projects.
    /// </summary>
    private static async Task<Answer> ListAsync(Exchange exchange)
    {
        var project = exchange.ResourceParameter("projectId", EntityTypes.Project);
        if (project is { } named) await exchange.RequireAsync(CoreActions.Read, named);
        return await exchange.PageAsync(
            (after, limit) => project is { } of
                ? GenerationTable.ListOfProjectAsync(exchange.Transaction, of.Id, after, limit)
                : GenerationTable.ListOfUserAsync(exchange.Transaction, exchange.Subject.Id, after, limit),
            static row => row.Id,
            GenerationAnswer.Of,
            static row => new EntityRef(EntityTypes.Generation, row.Id),
            GenerationAnswer.NamedBy);
    }

    private static async Task<Answer> GetAsync(Exchange exchange)
    {
        var generation = exchange.Resource(EntityTypes.Generation);
        await exchange.RequireAsync(CoreActions.Read, generation);
        return await ShowAsync(exchange, (await GenerationTable.FindAsync(exchange.Transaction, generation.Id))!);
    }

    private static async Task<Answer> CreateAsync(Exchange exchange, CreateGeneration request)
    {
        await GenerationRights.RequireForCreationAsync(exchange, request.Content);
        var ownerId = await GenerationRights.OwnerOfNewAsync(exchange, request.Content);
        return await exchange.OnceAsync(async () =>
        {
            var id = Guid.CreateVersion7().ToString();
            if (request.Content.ParentId is { } parentId) await GenerationRights.RequireLineageAsync(exchange, id, parentId);

            var row = await GenerationTable.InsertAsync(exchange.Transaction, id, ownerId, request.Kind, request.Content);
            await exchange.AuditAsync("generation.created", new EntityRef(EntityTypes.Generation, id), DetailsOf(request.Content));
            return Answer.Created($"/v1/generations/{id}", await AnswerAsync(exchange, row), row.Version);
        });
    }

    /// <summary>The collaborative edit: it says which version it is made to, so that nobody overwrites what they have not seen.</summary>
    private static async Task<Answer> ChangeAsync(Exchange exchange, ChangeGeneration request)
    {
        var generation = exchange.Resource(EntityTypes.Generation);
        await exchange.RequireAsync(CoreActions.Write, generation);
        exchange.RequireIfMatch();
        foreach (var named in request.Named()) await exchange.RequireAsync(CoreActions.Read, named);
        var row = (await GenerationTable.FindAsync(exchange.Transaction, generation.Id))!;
        var before = GenerationContent.Of(row);
        var after = request.ApplyTo(before);
        await GenerationRights.RequireForChangeAsync(exchange, generation, before, after);

        return await exchange.OnceAsync(async () =>
        {
            exchange.CheckVersion(row.Version);
            if (after == before) return await ShowAsync(exchange, row);
            if (after.ParentId is { } parentId && parentId != before.ParentId)
                await GenerationRights.RequireLineageAsync(exchange, generation.Id, parentId);

            await exchange.AuditAsync("generation.updated", generation, DetailsOf(after));
            return await ShowAsync(exchange, await GenerationTable.UpdateAsync(exchange.Transaction, generation.Id, after));
        });
    }

    private static async Task<Answer> DeleteAsync(Exchange exchange)
    {
        var generation = exchange.Resource(EntityTypes.Generation);
        if (await exchange.WasDoneAsync(CoreActions.Delete, generation, "generation.deleted")) return Answer.NoContent;
        return await exchange.OnceAsync(async () =>
        {
            await FindAsync(exchange, generation);
            await GenerationTable.DeleteAsync(exchange.Transaction, generation.Id);
            await exchange.AuditAsync("generation.deleted", generation);
            return Answer.NoContent;
        });
    }

    /// <summary>Both need <c>manage</c>, which a lock does not stop (RIGHTS.md C3).</summary>
    private static async Task<Answer> SetLockedAsync(Exchange exchange, bool isLocked)
    {
        var generation = exchange.Resource(EntityTypes.Generation);
        await exchange.RequireAsync(CoreActions.Manage, generation);
        return await exchange.OnceAsync(async () =>
        {
            var before = await FindAsync(exchange, generation);
            if (before.IsLocked == isLocked) return await ShowAsync(exchange, before);

            await exchange.AuditAsync(isLocked ? "generation.locked" : "generation.unlocked", generation);
            return await ShowAsync(exchange, await GenerationTable.SetLockedAsync(exchange.Transaction, generation.Id, isLocked));
        });
    }

    /// <summary>The row that is to be changed, in the version that the caller means.</summary>
    private static async Task<GenerationRow> FindAsync(Exchange exchange, EntityRef generation)
    {
        var row = (await GenerationTable.FindAsync(exchange.Transaction, generation.Id))!;
        exchange.CheckVersion(row.Version);
        return row;
    }

    /// <summary>What rights rest on; a prompt is nobody's business but its readers'.</summary>
    private static Dictionary<string, object?> DetailsOf(GenerationContent content) => new()
    {
        ["projectId"] = content.ProjectId,
        ["parentGenerationId"] = content.ParentId,
        ["inheritance"] = content.Inheritance,
        ["visibility"] = content.Visibility,
    };

    private static async Task<Answer> ShowAsync(Exchange exchange, GenerationRow row) =>
        Answer.Of(await AnswerAsync(exchange, row), row.Version);

    private static async Task<GenerationAnswer> AnswerAsync(Exchange exchange, GenerationRow row) =>
        GenerationAnswer.Of(row, await exchange.ReadableAsync(GenerationAnswer.NamedBy(row)));
}
