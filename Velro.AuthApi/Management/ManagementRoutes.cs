using Velro.AuthApi.Contract;
using Velro.AuthApi.Requests;

namespace Velro.AuthApi.Management;

/// <summary>Maps the endpoints of a capability, with what the contract says of each.</summary>
internal static class ManagementRoutes
{
    /// <summary>Endpoints whose transactions run on one pool (<see cref="Data.Pools.PoolNames"/>).</summary>
    public static RouteGroupBuilder MapStoreGroup(this IEndpointRouteBuilder endpoints, string pool) =>
        endpoints.MapGroup("").WithMetadata(new StorePool(pool));

    /// <summary>A GET. One that is open answers without a credential too.</summary>
    public static void MapRead(
        this IEndpointRouteBuilder endpoints, string pattern, string? scope, Handler handle, Operation operation, bool isOpen = false) =>
        endpoints.MapGet(pattern, async http => await Pipeline(http).ReadAsync(http, scope, isOpen, handle))
            .Describe(operation, new OperationRules(OperationKind.Read, scope) { IsOpen = isOpen });

    /// <summary>A question that comes as a POST, and changes nothing.</summary>
    public static void MapAsk<TRequest>(
        this IEndpointRouteBuilder endpoints, string pattern, string scope, Handler<TRequest> handle, Operation operation)
        where TRequest : IRequest<TRequest> =>
        endpoints.MapPost(pattern, async http => await Pipeline(http).AskAsync(http, scope, handle))
            .Describe(operation, new OperationRules(OperationKind.Ask, scope) { Request = typeof(TRequest) });

    /// <summary>A change that needs no body.</summary>
    public static void MapWrite(
        this IEndpointRouteBuilder endpoints, string method, string pattern, string? scope, Handler handle, Operation operation) =>
        endpoints.MapMethods(pattern, [method], async http => await Pipeline(http).WriteAsync(http, scope, handle))
            .Describe(operation, new OperationRules(OperationKind.Write, scope));

    /// <summary>A change that a body describes. One that is open is answered without a credential too.</summary>
    public static void MapWrite<TRequest>(
        this IEndpointRouteBuilder endpoints, string method, string pattern, string? scope, Handler<TRequest> handle, Operation operation,
        bool isOpen = false)
        where TRequest : IRequest<TRequest> =>
        endpoints.MapMethods(pattern, [method], async http => await Pipeline(http).WriteAsync(http, scope, isOpen, handle))
            .Describe(operation, new OperationRules(OperationKind.Write, scope) { IsOpen = isOpen, Request = typeof(TRequest) });

    private static ManagementPipeline Pipeline(HttpContext http)
    {
        var pool = http.GetEndpoint()!.Metadata.GetRequiredMetadata<StorePool>();
        return http.RequestServices.GetRequiredKeyedService<ManagementPipeline>(pool.Name);
    }

    private sealed record StorePool(string Name);
}
