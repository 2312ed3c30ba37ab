using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.AuthApi.SignUp;
using Velro.Authorization.Callers;
using Velro.Authorization.Roles;
using Velro.Data.Accounts;
using Velro.Data.Sessions;
using Velro.Data.Users;

namespace Velro.AuthApi.Users;

/// <summary><c>/v1/me</c>: the user whom the caller is, or acts for. Seeing it needs no scope.</summary>
internal static class ProfileEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRead("/v1/me", scope: null, GetAsync, UserOperations.GetMe);
        endpoints.MapWrite<ChangeProfile>(HttpMethods.Patch, "/v1/me", Scopes.UsersWrite, ChangeAsync, UserOperations.ChangeMe);
        endpoints.MapWrite<ChangePassword>(
            HttpMethods.Post, "/v1/me/password", Scopes.UsersWrite, ChangePasswordAsync, UserOperations.ChangeMyPassword);
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

    /// <summary>
    /// Another password ends every session but the one that changes it: whoever has the old one is out. Nobody does it for another.
    /// </summary>
    private static async Task<Answer> ChangePasswordAsync(Exchange exchange, ChangePassword request)
    {
        await exchange.RequireAsync(CoreActions.Write, exchange.Subject);
        if (exchange.Caller.ActingFor is not null) throw new ProblemException(UserProblems.PasswordWrong);
        return await exchange.OnceAsync(async () =>
        {
            var account = await AccountTable.FindAsync(exchange.Transaction, exchange.Subject.Id);
            if (account?.SecurityStamp != request.SecurityStamp) throw new ProblemException(UserProblems.PasswordChanged);

            account.PasswordHash = request.PasswordHash;
            account.SecurityStamp = SignUps.NewStamp();
            account.ForgetWrongCodes();
            if (!await AccountTable.UpdateAsync(exchange.Transaction, account)) throw new ProblemException(UserProblems.PasswordChanged);

            var kept = exchange.Caller.Kind == CallerKind.Person ? exchange.Caller.CredentialId : null;
            var ended = await SessionTable.EndAllAsync(exchange.Transaction, account.UserId, "password_changed", kept);
            await exchange.AuditAsync("user.password_changed", exchange.Subject, new Dictionary<string, object?> { ["sessionsEnded"] = ended });
            return Answer.NoContent with
            {
                AfterCommit = () => exchange.Service<SecurityNotices>().Tell(account, "Your password was changed.", exchange.Source),
            };
        });
    }

    /// <summary>Who may call is there.</summary>
    private static async Task<UserRow> FindAsync(Exchange exchange) =>
        (await UserTable.FindAsync(exchange.Transaction, exchange.Subject.Id))!;

    private static Answer Show(UserRow row) => Answer.Of(UserAnswer.Of(row), row.Version);
}
