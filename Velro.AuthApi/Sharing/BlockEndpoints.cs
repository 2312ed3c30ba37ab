using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

namespace Velro.AuthApi.Sharing;

/// <summary>
/// <c>…/blocks/{userId}</c> of projects and generations: they need <c>share</c> (RIGHTS.md B7), and win over every role (C2).
/// </summary>
internal sealed class BlockEndpoints(Shareable shareable)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var operations = new SharingOperations(shareable.Type);
        var blocks = endpoints.MapGroup($"{shareable.Path}/{{id}}/blocks/{{userId}}");
        blocks.MapWrite(HttpMethods.Put, "", shareable.WriteScope, PutAsync, operations.PutBlock);
        blocks.MapWrite(HttpMethods.Delete, "", shareable.WriteScope, DeleteAsync, operations.DeleteBlock);
    }

    private async Task<Answer> PutAsync(Exchange exchange)
    {
        var thing = exchange.Resource(shareable.Type);
        var user = exchange.Resource(EntityTypes.User, "userId");
        await exchange.RequireAsync(CoreActions.Share, thing);
        return await exchange.OnceAsync(async () =>
        {
            if (await exchange.Transaction.FindAsync<UserContext>(ContextKey.User(user.Id)) is not { State: not AccountState.Deleted })
                throw new ProblemException(ManagementProblems.Unknown(user.Type));
            await Shareable.RequireDeniableAsync(exchange, thing, user.Id);

            if (await shareable.Blocks.PutAsync(exchange.Transaction, thing.Id, user.Id))
                await exchange.AuditAsync($"{thing.Type}.blocked", thing, DetailsOf(user));
            return Answer.NoContent;
        });
    }

    private async Task<Answer> DeleteAsync(Exchange exchange)
    {
        var thing = exchange.Resource(shareable.Type);
        var user = exchange.Resource(EntityTypes.User, "userId");
        if (await exchange.WasDoneAsync(CoreActions.Share, thing, $"{thing.Type}.unblocked", DetailsOf(user))) return Answer.NoContent;
        return await exchange.OnceAsync(async () =>
        {
            if (await shareable.Blocks.DeleteAsync(exchange.Transaction, thing.Id, user.Id))
                await exchange.AuditAsync($"{thing.Type}.unblocked", thing, DetailsOf(user));
            return Answer.NoContent;
        });
    }

    private static Dictionary<string, object?> DetailsOf(EntityRef user) => new() { ["userId"] = user.Id };
}
