using Velro.AuthApi.Contract;
using Velro.AuthApi.Management;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Data.Feed;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Operations;

/// <summary><c>/v1/operations/cache</c>. For administrators, as the scope says (RIGHTS.md A2).</summary>
internal static class CacheEndpoints
{
    private static readonly Operation FlushOperation = new("flushCache", "Make what is cached unreachable on every node")
    {
        Tag = "Operations",
        Description = "All of it, a kind, or one thing. Answers are right with and without it; it is for when someone doubts that.",
        Body = "FlushCache",
        Answers = [NoContent],
        Codes = ["body.not_an_object"],
    };

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapWrite<FlushCache>(
        HttpMethods.Post, "/v1/operations/cache/flush", Scopes.Operations, FlushAsync, FlushOperation);

    private static Task<Answer> FlushAsync(Exchange exchange, FlushCache request) => exchange.OnceAsync(async () =>
    {
        if (request.Key is { } key) await Flushes.FlushAsync(exchange.Transaction, key);
        else await Flushes.FlushAsync(exchange.Transaction, request.Kind);
        await exchange.AuditAsync("cache.flushed", new EntityRef("cache", request.Name));
        return Answer.NoContent;
    });
}
