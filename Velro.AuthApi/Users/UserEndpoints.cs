using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.Authentication.SecondFactor;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.AuthApi.SignUp;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Accounts;
using Velro.Data.Sessions;
using Velro.Data.Users;

namespace Velro.AuthApi.Users;

/// <summary><c>/v1/users</c>: for administrators, and of themselves for others as far as the engine says (RIGHTS.md A2).</summary>
internal static class UserEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var users = endpoints.MapGroup("/v1/users");
        users.MapRead("", Scopes.UsersRead, ListAsync, UserOperations.List);
        users.MapRead("/{id}", Scopes.UsersRead, GetAsync, UserOperations.Get);
        users.MapWrite<CreateUser>(HttpMethods.Post, "", Scopes.UsersWrite, CreateAsync, UserOperations.Create, isOpen: true);
        users.MapWrite(HttpMethods.Delete, "/{id}", Scopes.UsersWrite, DeleteAsync, UserOperations.Delete);
        users.MapWrite(HttpMethods.Post, "/{id}/suspend", Scopes.UsersWrite, SuspendAsync, UserOperations.Suspend);
        users.MapWrite(HttpMethods.Post, "/{id}/reactivate", Scopes.UsersWrite, ReactivateAsync, UserOperations.Reactivate);
        users.MapWrite(HttpMethods.Put, "/{id}/administrator", Scopes.UsersWrite, MakeAdministratorAsync, UserOperations.MakeAdministrator);
        users.MapWrite(HttpMethods.Delete, "/{id}/second-factor", Scopes.UsersWrite, EndSecondFactorAsync, UserOperations.EndSecondFactor);
        users.MapWrite(HttpMethods.Delete, "/{id}/administrator", Scopes.UsersWrite, EndAdministratorAsync, UserOperations.EndAdministrator);
    }

    private static Task<Answer> ListAsync(Exchange exchange)
    {
        exchange.RequireAdministrator();
        return exchange.PageAsync(
            (after, limit) => UserTable.ListAsync(exchange.Transaction, after, limit), static row => row.Id, UserAnswer.Of);
    }

    private static async Task<Answer> GetAsync(Exchange exchange)
    {
        var user = exchange.Resource(EntityTypes.User);
        await RequireAsync(exchange, CoreActions.Read, user);
        return Show(await FindAsync(exchange, user));
    }

    /// <summary>An administrator makes a user, and vouches for the address; somebody who is not known signs up (RIGHTS.md E3).</summary>
    private static Task<Answer> CreateAsync(Exchange exchange, CreateUser request)
    {
        if (!exchange.HasCaller) return SignUpAsync(exchange, request);

        exchange.RequireAdministrator();
        return exchange.OnceAsync(async () =>
        {
            var row = await UserTable.InsertAsync(
                exchange.Transaction, Guid.CreateVersion7().ToString(), request.Email, request.DisplayName);
            if (request.PasswordHash is { } hash)
                await AccountTable.InsertAsync(exchange.Transaction, row.Id, hash, SignUps.NewStamp(), isEmailConfirmed: true);
            await exchange.AuditAsync("user.created", new EntityRef(EntityTypes.User, row.Id));
            return Answer.Created($"/v1/users/{row.Id}", UserAnswer.Of(row), row.Version);
        });
    }

    private static async Task<Answer> SignUpAsync(Exchange exchange, CreateUser request)
    {
        var mail = await exchange.Service<SignUps>().KeepAsync(
            exchange.Transaction, request.Email!, request.DisplayName, request.PasswordHash!);
        return Answer.Heard with { AfterCommit = () => exchange.Service<MailQueue>().Add(mail, exchange.Source) };
    }

    private static async Task<Answer> SuspendAsync(Exchange exchange)
    {
        var user = exchange.Resource(EntityTypes.User);
        await RequireAsync(exchange, CoreActions.Manage, user);
        return await exchange.OnceAsync(async () =>
        {
            var before = await FindAsync(exchange, user);
            if (before.State == "suspended") return Show(before);

            await RequireOtherAdministratorAsync(exchange, before);
            var ended = await SessionTable.EndAllAsync(exchange.Transaction, user.Id, "user_suspended", exceptId: null);
            await exchange.AuditAsync("user.suspended", user, new Dictionary<string, object?> { ["sessionsEnded"] = ended });
            return Show(await UserTable.SetSuspendedAsync(exchange.Transaction, user.Id, isSuspended: true));
        });
    }

    private static async Task<Answer> ReactivateAsync(Exchange exchange)
    {
        var user = exchange.Resource(EntityTypes.User);
        await RequireAsync(exchange, CoreActions.Manage, user);
        return await exchange.OnceAsync(async () =>
        {
            var before = await FindAsync(exchange, user);
            if (before.State == "active") return Show(before);

            await exchange.AuditAsync("user.reactivated", user);
            return Show(await UserTable.SetSuspendedAsync(exchange.Transaction, user.Id, isSuspended: false));
        });
    }

    private static async Task<Answer> MakeAdministratorAsync(Exchange exchange)
    {
        var user = exchange.Resource(EntityTypes.User);
        await RequireAsync(exchange, CoreActions.Manage, user);
        return await exchange.OnceAsync(async () =>
        {
            var before = await FindAsync(exchange, user);
            if (before.IsAdministrator) return Show(before);

            await exchange.AuditAsync("user.administrator_made", user);
            return Show(await UserTable.SetAdministratorAsync(exchange.Transaction, user.Id, isAdministrator: true));
        });
    }

    /// <summary>The last administrator stays one (RIGHTS.md A2).</summary>
    private static async Task<Answer> EndAdministratorAsync(Exchange exchange)
    {
        var user = exchange.Resource(EntityTypes.User);
        if (!exchange.Caller.ActsAsAdministrator && await exchange.DidLatelyAsync("user.administrator_ended", user))
            return Answer.NoContent;
        await RequireAsync(exchange, CoreActions.Manage, user);
        return await exchange.OnceAsync(async () =>
        {
            var before = await FindAsync(exchange, user);
            if (!before.IsAdministrator) return Answer.NoContent;

            await RequireOtherAdministratorAsync(exchange, before);
            await exchange.AuditAsync("user.administrator_ended", user);
            await UserTable.SetAdministratorAsync(exchange.Transaction, user.Id, isAdministrator: false);
            return Answer.NoContent;
        });
    }

    /// <summary>
    /// For who lost what they proved themselves with, or found that somebody else put theirs there: people cannot do it themselves, as a password
    /// alone must not.
    /// </summary>
    private static Task<Answer> EndSecondFactorAsync(Exchange exchange)
    {
        exchange.RequireAdministrator();
        var user = exchange.Resource(EntityTypes.User);
        return exchange.OnceAsync(async () =>
        {
            await FindAsync(exchange, user);
            if (await AccountTable.FindAsync(exchange.Transaction, user.Id) is not { HasSecondFactor: true } account) return Answer.NoContent;

            SecondFactorSetup.TakeAway(account);
            await AccountTable.UpdateAsync(exchange.Transaction, account);
            await exchange.AuditAsync("user.second_factor_ended", user, new Dictionary<string, object?>
            {
                ["passkeys"] = await PasskeyTable.DeleteAllAsync(exchange.Transaction, user.Id),
                ["sessionsEnded"] = await SessionTable.EndAllAsync(exchange.Transaction, user.Id, "second_factor_ended", exceptId: null),
            });
            return Answer.NoContent with
            {
                AfterCommit = () => exchange.Service<SecurityNotices>().Tell(
                    account, "An administrator took away your authenticator app and your passkeys: the password does alone.", exchange.Source),
            };
        });
    }

    /// <summary>Ends the user's keys and every right; what it owns must go to somebody (RIGHTS.md E1).</summary>
    private static async Task<Answer> DeleteAsync(Exchange exchange)
    {
        var user = exchange.Resource(EntityTypes.User);
        var newOwner = exchange.ResourceParameter("transferTo", EntityTypes.User);
        if (await UserTable.FindAsync(exchange.Transaction, user.Id) is null && await exchange.DidLatelyAsync("user.deleted", user))
            return Answer.NoContent;
        await RequireAsync(exchange, CoreActions.Delete, user);

        return await exchange.OnceAsync(async () =>
        {
            await RequireOtherAdministratorAsync(exchange, await FindAsync(exchange, user));
            if (newOwner is { } to) await TransferAsync(exchange, user, to);
            else if (await UserDeletion.OwnsAsync(exchange.Transaction, user.Id)) throw new ProblemException(UserProblems.Owns);

            var ended = await UserDeletion.DeleteAsync(exchange.Transaction, user.Id);
            await exchange.AuditAsync("user.deleted", user, new Dictionary<string, object?>
            {
                ["transferTo"] = newOwner?.Id,
                ["sessionsEnded"] = ended.Sessions,
                ["keysRevoked"] = ended.Keys,
                ["clientsDeleted"] = ended.Clients,
                ["emergenciesEnded"] = ended.Emergencies,
            });
            return Answer.NoContent;
        });
    }

    private static async Task TransferAsync(Exchange exchange, EntityRef user, EntityRef to)
    {
        if (to == user) throw new ProblemException(UserProblems.TransferToItself);
        if (await exchange.Transaction.FindAsync<UserContext>(ContextKey.User(to.Id)) is not { State: AccountState.Active })
            throw new ProblemException(ManagementProblems.Unknown(to.Type));
        await UserDeletion.TransferAsync(exchange.Transaction, user.Id, to.Id);
    }

    /// <summary>An administrator may everything here; of others the engine is asked, and gives no more than oneself.</summary>
    private static Task RequireAsync(Exchange exchange, string action, EntityRef user) =>
        exchange.Caller.ActsAsAdministrator ? Task.CompletedTask : exchange.RequireAsync(action, user);

    private static async Task RequireOtherAdministratorAsync(Exchange exchange, UserRow row)
    {
        if (row is { IsAdministrator: true, State: "active" } && !await UserTable.HasOtherAdministratorAsync(exchange.Transaction, row.Id))
            throw new ProblemException(UserProblems.LastAdministrator);
    }

    /// <summary>The row that is shown or is to be changed, in the version that the caller means.</summary>
    private static async Task<UserRow> FindAsync(Exchange exchange, EntityRef user)
    {
        var row = await UserTable.FindAsync(exchange.Transaction, user.Id)
            ?? throw new ProblemException(ManagementProblems.Unknown(user.Type));
        exchange.CheckVersion(row.Version);
        return row;
    }

    private static Answer Show(UserRow row) => Answer.Of(UserAnswer.Of(row), row.Version);
}
