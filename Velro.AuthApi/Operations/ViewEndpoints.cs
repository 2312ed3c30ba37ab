using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Data.Views;

namespace Velro.AuthApi.Operations;

/// <summary>
/// <c>/v1/operations/views</c>: the precomputed views. For administrators, as the scope says (RIGHTS.md A2). The database has the answers,
/// so that every replica gives the same.
/// </summary>
internal static class ViewEndpoints
{
    private const string Type = "view";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var views = endpoints.MapGroup("/v1/operations/views");
        views.MapRead("", Scopes.Operations, ListAsync, ViewOperations.List);
        views.MapWrite(HttpMethods.Post, "/{name}/refresh", Scopes.Operations, RefreshAsync, ViewOperations.Refresh);
    }

    private static async Task<Answer> ListAsync(Exchange exchange) =>
        Answer.Of(new ViewsAnswer([.. (await ViewTable.ListAsync(exchange.Transaction)).Select(ViewAnswer.Of)]));

    /// <summary>The warmer does it: a refresh takes longer than a request should, and one at a time is enough.</summary>
    private static Task<Answer> RefreshAsync(Exchange exchange) => exchange.OnceAsync(async () =>
    {
        var name = (string)exchange.Request.RouteValues["name"]!;
        if (!await ViewTable.RequestRefreshAsync(exchange.Transaction, name)) throw new ProblemException(ManagementProblems.Unknown(Type));
        await exchange.AuditAsync("view.refresh_requested", new EntityRef(Type, name));
        var views = await ViewTable.ListAsync(exchange.Transaction);
        return Answer.Accepted(ViewAnswer.Of(views.Single(view => view.Name == name)));
    });
}
