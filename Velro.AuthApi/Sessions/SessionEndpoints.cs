using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Roles;
using Velro.Data.Sessions;

namespace Velro.AuthApi.Sessions;

/// <summary><c>/v1/me/sessions</c>: where the user is signed in, and how to end that, here or everywhere.</summary>
internal static class SessionEndpoints
{
    private const string Ended = "session.ended";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var sessions = endpoints.MapGroup("/v1/me/sessions");
        sessions.MapRead("", Scopes.UsersRead, ListAsync, SessionOperations.List);
        sessions.MapWrite(HttpMethods.Delete, "/{id}", Scopes.UsersWrite, EndAsync, SessionOperations.End);
        sessions.MapWrite(HttpMethods.Delete, "", Scopes.UsersWrite, EndAllAsync, SessionOperations.EndAll);
    }

    private static async Task<Answer> ListAsync(Exchange exchange)
    {
        await exchange.RequireAsync(CoreActions.Read, exchange.Subject);
        var current = exchange.Caller.CredentialId;
        return await exchange.PageAsync(
            (after, limit) => SessionTable.ListAsync(exchange.Transaction, exchange.Subject.Id, after, limit),
            static row => row.Id,
            row => SessionAnswer.Of(row, current));
    }

    /// <summary>Another's session is none.</summary>
    private static async Task<Answer> EndAsync(Exchange exchange)
    {
        await exchange.RequireAsync(CoreActions.Write, exchange.Subject);
        return await exchange.OnceAsync(async () =>
        {
            var id = (string)exchange.Request.RouteValues["id"]!;
            var details = new Dictionary<string, object?> { ["ended"] = id };
            var row = await SessionTable.FindAsync(exchange.Transaction, id);
            if (row is not { IsInteractive: true } || row.UserId != exchange.Subject.Id)
            {
                if (await exchange.DidLatelyAsync(Ended, exchange.Subject, details)) return Answer.NoContent;
                throw new ProblemException(ManagementProblems.Unknown("session"));
            }

            await SessionTable.EndAsync(exchange.Transaction, id, "ended_by_user");
            await exchange.AuditAsync(Ended, exchange.Subject, details);
            return Answer.NoContent with { AfterCommit = () => exchange.Service<SignInMetrics>().HasEnded("ended_by_user") };
        });
    }

    private static async Task<Answer> EndAllAsync(Exchange exchange)
    {
        await exchange.RequireAsync(CoreActions.Write, exchange.Subject);
        return await exchange.OnceAsync(async () =>
        {
            var count = await SessionTable.EndAllAsync(exchange.Transaction, exchange.Subject.Id, "ended_by_user", exceptId: null);
            await exchange.AuditAsync("session.all_ended", exchange.Subject, new Dictionary<string, object?> { ["sessionsEnded"] = count });
            return Answer.NoContent;
        });
    }
}
