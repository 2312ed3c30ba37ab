using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.AuthApi.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Data.Entities;

namespace Velro.AuthApi.Entities;

/// <summary><c>/v1/entities</c>: the properties that policies see. For administrators, as the scopes say (RIGHTS.md A2).</summary>
internal static class EntityEndpoints
{
    private const string Path = "/v1/entities/";
    private const string Pattern = Path + "{type}/{**id}";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRead(Pattern, Scopes.EntitiesRead, GetAsync, EntityOperations.Get);
        endpoints.MapWrite<PutEntity>(HttpMethods.Put, Pattern, Scopes.EntitiesWrite, PutAsync, EntityOperations.Put);
        endpoints.MapWrite(HttpMethods.Delete, Pattern, Scopes.EntitiesWrite, DeleteAsync, EntityOperations.Delete);
        endpoints.MapWrite<PutEntities>(HttpMethods.Put, "/v1/entities", Scopes.EntitiesWrite, PutAllAsync, EntityOperations.PutAll);
    }

    private static async Task<Answer> GetAsync(Exchange exchange)
    {
        var row = await EntityTable.FindAsync(exchange.Transaction, Named(exchange))
            ?? throw new ProblemException(ManagementProblems.Unknown("entity"));
        return Answer.Of(EntityAnswer.Of(row), row.Version);
    }

    private static Task<Answer> PutAsync(Exchange exchange, PutEntity request)
    {
        var entity = Named(exchange);
        return exchange.OnceAsync(async () =>
        {
            await Provisioning.EnsureAsync(exchange, [entity]);
            exchange.CheckVersion((await EntityTable.FindAsync(exchange.Transaction, entity))?.Version);

            var row = (await EntityTable.PutAsync(exchange.Transaction, [(entity, request.Properties)])).Single();
            await exchange.AuditAsync("entity.stored", entity);
            return row.IsNew
                ? Answer.Created(
                    $"{Path}{Uri.EscapeDataString(entity.Type)}/{Uri.EscapeDataString(entity.Id)}", EntityAnswer.Of(row), row.Version)
                : Answer.Of(EntityAnswer.Of(row), row.Version);
        });
    }

    private static Task<Answer> PutAllAsync(Exchange exchange, PutEntities request) => exchange.OnceAsync(async () =>
    {
        EntityRef[] entities = [.. request.Entities.Select(static one => one.Entity)];
        await Provisioning.EnsureAsync(exchange, entities);
        var rows = await EntityTable.PutAsync(exchange.Transaction, request.Entities);
        await exchange.AuditAllAsync("entity.stored", entities);
        return Answer.Of(new { stored = rows.Count, created = rows.Count(static row => row.IsNew) });
    });

    private static Task<Answer> DeleteAsync(Exchange exchange)
    {
        var entity = Named(exchange);
        return exchange.OnceAsync(async () =>
        {
            if (await EntityTable.FindAsync(exchange.Transaction, entity) is not { } before)
            {
                return await exchange.DidLatelyAsync("entity.deleted", entity)
                    ? Answer.NoContent
                    : throw new ProblemException(ManagementProblems.Unknown("entity"));
            }

            exchange.CheckVersion(before.Version);
            await EntityTable.DeleteAsync(exchange.Transaction, entity);
            await exchange.AuditAsync("entity.deleted", entity);
            return Answer.NoContent;
        });
    }

    /// <summary>The entity that the address names.</summary>
    private static EntityRef Named(Exchange exchange)
    {
        var segments = Address.Segments(exchange.Request, Path, count: 2);
        if (EntityNames.IsName(segments[0]) && EntityNames.IsId(segments[0], segments[1])) return new EntityRef(segments[0], segments[1]);
        throw new ProblemException(Problem.Invalid(
            "entity.name",
            "A type is 1-128 characters of [A-Za-z0-9._:/-]; an id is 1-512 characters without control characters, of a core type 1-128 " +
            "characters of [A-Za-z0-9._:@-]."));
    }
}
