using Microsoft.Extensions.Options;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.ServiceKeys;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>
/// <c>/v1/service-keys</c>: each user's own. Administrators see and revoke those of others, and never get the text of one.
/// </summary>
internal sealed class ServiceKeyEndpoints(ServiceKeyHasher hasher, IOptions<ServiceKeyOptions> options)
{
    private const string Type = "service_key";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var keys = endpoints.MapGroup("/v1/service-keys");
        keys.MapRead("", Scopes.KeysManage, ListAsync, ServiceKeyOperations.List);
        keys.MapRead("/{id}", Scopes.KeysManage, GetAsync, ServiceKeyOperations.Get);
        keys.MapWrite<CreateServiceKey>(HttpMethods.Post, "", Scopes.KeysManage, CreateAsync, ServiceKeyOperations.Create);
        keys.MapWrite<RotateServiceKey>(HttpMethods.Post, "/{id}/rotate", Scopes.KeysManage, RotateAsync, ServiceKeyOperations.Rotate);
        keys.MapWrite(HttpMethods.Delete, "/{id}", Scopes.KeysManage, RevokeAsync, ServiceKeyOperations.Revoke);
    }

    private static async Task<Answer> ListAsync(Exchange exchange)
    {
        var owner = exchange.ResourceParameter("ownerId", EntityTypes.User) ?? exchange.Subject;
        if (owner == exchange.Subject) await exchange.RequireAsync(CoreActions.Read, owner);
        else exchange.RequireAdministrator();

        return await exchange.PageAsync(
            (after, limit) => ServiceKeyTable.ListOfOwnerAsync(exchange.Transaction, owner.Id, after, limit),
            static row => row.Id,
            ServiceKeyAnswer.Of);
    }

    private static async Task<Answer> GetAsync(Exchange exchange) =>
        Answer.Of(ServiceKeyAnswer.Of(await FindAsync(exchange, CoreActions.Read)));

    /// <summary>What is made for a user whom the caller acts for is that user's, and bound by both.</summary>
    private async Task<Answer> CreateAsync(Exchange exchange, CreateServiceKey request)
    {
        await exchange.RequireAsync(CoreActions.Write, exchange.Subject);
        var limits = (await KeyBounds.OfCallerAsync(exchange)).Of(request, exchange.Transaction.Now);
        return await exchange.OnceAsync(async () =>
        {
            if (await ServiceKeyTable.CountInUseAsync(exchange.Transaction, exchange.Subject.Id) >= options.Value.MaximumPerUser)
                throw new ProblemException(ServiceKeyProblems.TooMany(options.Value.MaximumPerUser));

            var (row, text) = await InsertAsync(exchange, exchange.Subject.Id, request.Name, limits);
            await exchange.AuditAsync("service_key.created", RefOf(row), DetailsOf(row));
            return Made(row, text);
        });
    }

    /// <summary>
    /// Another key with the same name and limits takes the place of one that lives on for a while. A key may rotate itself.
    /// </summary>
    private async Task<Answer> RotateAsync(Exchange exchange, RotateServiceKey request)
    {
        var before = await FindAsync(exchange, CoreActions.Write);
        if (before.OwnerId != exchange.Subject.Id) throw new ProblemException(ServiceKeyProblems.NotYours);
        if (before.Id == ServiceKeyContext.BootstrapId) throw new ProblemException(ServiceKeyProblems.Bootstrap);
        (await KeyBounds.OfCallerAsync(exchange)).Require(before.Limits);

        return await exchange.OnceAsync(async () =>
        {
            if (!before.IsLasting(exchange.Transaction.Now)) throw new ProblemException(ServiceKeyProblems.Ended);

            // As many again may live on beside those in use: else one that is rotated again and again would leave keys without end.
            if (await ServiceKeyTable.CountLiveAsync(exchange.Transaction, before.OwnerId) >= 2 * options.Value.MaximumPerUser)
                throw new ProblemException(ServiceKeyProblems.TooMany(options.Value.MaximumPerUser));

            var (row, text) = await InsertAsync(exchange, before.OwnerId, before.Name, before.Limits);
            await ServiceKeyTable.ReplaceAsync(exchange.Transaction, before.Id, row.Id, request.OverlapSeconds);
            await exchange.AuditAsync("service_key.rotated", RefOf(before), new Dictionary<string, object?>
            {
                ["replacedBy"] = row.Id,
                ["overlapSeconds"] = request.OverlapSeconds,
            });
            return Made(row, text);
        });
    }

    private static async Task<Answer> RevokeAsync(Exchange exchange)
    {
        var row = await FindAsync(exchange, CoreActions.Write);
        return await exchange.OnceAsync(async () =>
        {
            if (await ServiceKeyTable.RevokeAsync(exchange.Transaction, row.Id))
                await exchange.AuditAsync("service_key.revoked", RefOf(row), DetailsOf(row));
            return Answer.NoContent;
        });
    }

    private async Task<(ServiceKeyRow Row, ServiceKeyText Text)> InsertAsync(
        Exchange exchange, string ownerId, string name, ServiceKeyLimits limits)
    {
        var text = ServiceKeyText.Make();
        return (await ServiceKeyTable.InsertAsync(exchange.Transaction, text.Id, ownerId, name, hasher.Hash(text.Text), limits), text);
    }

    /// <summary>
    /// The key that the address names. What is another user's is not there (RIGHTS.md D2), but for administrators of the system; on one's
    /// own the engine has its say, as on all of oneself.
    /// </summary>
    private static async Task<ServiceKeyRow> FindAsync(Exchange exchange, string action)
    {
        var row = await ServiceKeyTable.FindAsync(exchange.Transaction, (string)exchange.Request.RouteValues["id"]!);
        if (row is null || row.OwnerId != exchange.Subject.Id && !exchange.Caller.ActsAsAdministrator)
            throw new ProblemException(ManagementProblems.Unknown(Type));

        if (row.OwnerId == exchange.Subject.Id) await exchange.RequireAsync(action, exchange.Subject);
        return row;
    }

    private static Answer Made(ServiceKeyRow row, ServiceKeyText text) =>
        Answer.Created($"/v1/service-keys/{row.Id}", ServiceKeyAnswer.New(row, text)) with
        {
            Repeated = Answer.Created($"/v1/service-keys/{row.Id}", ServiceKeyAnswer.Again(row)),
        };

    private static EntityRef RefOf(ServiceKeyRow row) => new(Type, row.Id);

    private static Dictionary<string, object?> DetailsOf(ServiceKeyRow row) => new()
    {
        ["ownerId"] = row.OwnerId,
        ["name"] = row.Name,
        ["scopes"] = row.Limits.Scopes.ToArray(),
        ["networks"] = row.Limits.Networks.Select(static network => network.ToString()).ToArray(),
        ["expiresAt"] = row.Limits.ExpiresAt,
        ["evaluationsPerSecond"] = row.Limits.EvaluationsPerSecond,
    };
}
