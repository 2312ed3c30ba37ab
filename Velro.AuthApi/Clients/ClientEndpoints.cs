using System.Text.Json;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.AuthApi.ServiceKeys;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Clients;
using Velro.Data.ServiceKeys;
using static OpenIddict.Abstractions.OpenIddictConstants.Permissions;
using Own = Velro.Authorization.Callers.Scopes;

namespace Velro.AuthApi.Clients;

/// <summary>
/// <c>/v1/clients</c>: confidential clients, which sign in by client credentials (RFC 6749, section 4.4) and are each owned by a user as a key is
/// (RIGHTS.md A8). For administrators of the system.
/// </summary>
internal sealed class ClientEndpoints(ClientSecrets secrets)
{
    private const string Type = "client";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var clients = endpoints.MapGroup("/v1/clients");
        clients.MapRead("", Own.Admin, ListAsync, ClientOperations.List);
        clients.MapRead("/{id}", Own.Admin, GetAsync, ClientOperations.Get);
        clients.MapWrite<CreateClient>(HttpMethods.Post, "", Own.Admin, CreateAsync, ClientOperations.Create);
        clients.MapWrite(HttpMethods.Delete, "/{id}", Own.Admin, DeleteAsync, ClientOperations.Delete);
    }

    private static Task<Answer> ListAsync(Exchange exchange) => exchange.PageAsync(
        (after, limit) => ClientTable.ListAsync(exchange.Transaction, after, limit), static row => row.ClientId, ClientAnswer.Of);

    private static async Task<Answer> GetAsync(Exchange exchange) => Answer.Of(ClientAnswer.Of(await FindAsync(exchange)));

    private async Task<Answer> CreateAsync(Exchange exchange, CreateClient request)
    {
        var owner = request.OwnerId ?? exchange.Subject.Id;
        if (await exchange.Transaction.FindAsync<UserContext>(ContextKey.User(owner)) is not { State: AccountState.Active } user)
            throw new ProblemException(ManagementProblems.Unknown(EntityTypes.User));

        // What it does is done in its owner's name, and nobody acts for another administrator (RIGHTS.md A4).
        if (user.IsAdministrator && owner != exchange.Subject.Id) throw new ProblemException(Problem.ActAsRefused);

        // A client has no networks and no rate of its own, so that who is limited in these makes none; it ends with the key that made it.
        var bounds = await KeyBounds.OfCallerAsync(exchange);
        var end = bounds.End;
        bounds.Require(new ServiceKeyLimits(request.Scopes, Networks: [], end, EvaluationsPerSecond: null));

        return await exchange.OnceAsync(async () =>
        {
            var secret = ClientSecrets.Make();
            var row = new ClientRow(
                SessionLife.NewId(), owner, SessionLife.NewId(), [.. request.Scopes], request.Name, exchange.Transaction.Now.UtcDateTime);
            await ClientTable.InsertAsync(exchange.Transaction, row, secrets.Hash(secret), PermissionsOf(request), end);
            await exchange.AuditAsync("client.created", RefOf(row), DetailsOf(row));
            var location = $"/v1/clients/{row.ClientId}";
            return Answer.Created(location, ClientAnswer.New(row, secret)) with { Repeated = Answer.Created(location, ClientAnswer.Again(row)) };
        });
    }

    private static async Task<Answer> DeleteAsync(Exchange exchange)
    {
        var client = new EntityRef(Type, (string)exchange.Request.RouteValues["id"]!);
        if (await ClientTable.FindAsync(exchange.Transaction, client.Id) is not { } row)
        {
            if (await exchange.DidLatelyAsync("client.deleted", client)) return Answer.NoContent;
            throw new ProblemException(ManagementProblems.Unknown(Type));
        }

        return await exchange.OnceAsync(async () =>
        {
            await ClientTable.DeleteAsync(exchange.Transaction, row.ClientId);
            await exchange.AuditAsync("client.deleted", client);
            return Answer.NoContent;
        });
    }

    private static async Task<ClientRow> FindAsync(Exchange exchange) =>
        await ClientTable.FindAsync(exchange.Transaction, (string)exchange.Request.RouteValues["id"]!)
        ?? throw new ProblemException(ManagementProblems.Unknown(Type));

    /// <summary>What OpenIddict lets the client do: sign in by itself, within these scopes, and ask about its own tokens.</summary>
    private static string PermissionsOf(CreateClient request) => JsonSerializer.Serialize<string[]>(
    [
        Endpoints.Token, Endpoints.Introspection, Endpoints.Revocation, GrantTypes.ClientCredentials,
        .. request.Scopes.Select(static scope => Prefixes.Scope + scope),
    ]);

    private static EntityRef RefOf(ClientRow row) => new(Type, row.ClientId);

    private static Dictionary<string, object?> DetailsOf(ClientRow row) => new()
    {
        ["ownerId"] = row.OwnerId,
        ["name"] = row.Name,
        ["scopes"] = row.Scopes,
    };
}
