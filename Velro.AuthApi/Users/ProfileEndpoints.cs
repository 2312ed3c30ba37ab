using Velro.AuthApi.Management;
using Velro.Authorization.Callers;
using Velro.Authorization.Roles;
using Velro.Data.Users;

namespace Velro.AuthApi.Users;

/// <summary><c>/v1/me</c>: the user whom the caller is, or acts for. Seeing it needs no scope.</summary>
internal static class ProfileEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRead("/v1/me", scope: null, GetAsync, UserOperations.GetMe);
        endpoints.MapWrite<ChangeProfile>(HttpMethods.Patch, "/v1/me", Scopes.UsersWrite, ChangeAsync, UserOperations.ChangeMe);
    }

    private static async Task<Answer> GetAsync(Exchange exchange)
    {
        await exchange.RequireAsync(CoreActions.Read, exchange.Subject);
        return Show(await FindAsync(exchange));
    }

    private static async Task<Answer> ChangeAsync(Exchange exchange, ChangeProfile request)
    {
        await exchange.RequireAsync(CoreActions.Write, exchange.Subject);
        return await exchange.OnceAsync(async () =>
        {
            var before = await FindAsync(exchange);
            exchange.CheckVersion(before.Version);
            if (!request.DisplayName.IsSet) return Show(before);

            await exchange.AuditAsync("user.updated", exchange.Subject);
            return Show(await UserTable.RenameAsync(exchange.Transaction, exchange.Subject.Id, request.DisplayName.Value));
        });
    }

    /// <summary>Who may call is there.</summary>
    private static async Task<UserRow> FindAsync(Exchange exchange) =>
        (await UserTable.FindAsync(exchange.Transaction, exchange.Subject.Id))!;

    private static Answer Show(UserRow row) => Answer.Of(UserAnswer.Of(row), row.Version);
}
