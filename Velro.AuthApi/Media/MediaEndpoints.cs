using Velro.AuthApi.Contract;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Data.Media;
using Velro.Data.Pools;

namespace Velro.AuthApi.Media;

/// <summary>
/// The bytes of media: stored and shown under their generation, and shown under addresses that were made for it (API.md, RIGHTS.md D4, F6).
/// </summary>
internal sealed class MediaEndpoints(MediaAccess access, MediaAddresses addresses, MediaDelivery delivery, MediaMetrics metrics, TimeProvider time)
{
    private const string OfGeneration = "/v1/generations/{id}/media/{variant}";
    private const string ByAddress = "/media/{id}/{variant}";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapPut(OfGeneration, static async (HttpContext http) =>
            {
                var pipeline = http.RequestServices.GetRequiredKeyedService<ManagementPipeline>(PoolNames.Generation);
                await http.RequestServices.GetRequiredService<MediaUpload>().AnswerAsync(http, pipeline);
            })
            .Describe(MediaOperations.Put, new OperationRules(OperationKind.Write, Scopes.GenerationsWrite));

        var open = new OperationRules(OperationKind.Read, Scopes.GenerationsRead) { IsOpen = true };
        Func<MediaEndpoints, HttpContext, Task> show = static (endpoint, http) => endpoint.ShowAsync(http);
        MapShow(endpoints, HttpMethods.Get, OfGeneration, show, MediaOperations.Get, open);
        MapShow(endpoints, HttpMethods.Head, OfGeneration, show, MediaOperations.Head, open);

        var signed = new OperationRules(OperationKind.Signed, Scope: null);
        Func<MediaEndpoints, HttpContext, Task> showByAddress = static (endpoint, http) => endpoint.ShowByAddressAsync(http);
        MapShow(endpoints, HttpMethods.Get, ByAddress, showByAddress, MediaOperations.GetSigned, signed);
        MapShow(endpoints, HttpMethods.Head, ByAddress, showByAddress, MediaOperations.HeadSigned, signed);
    }

    private static void MapShow(
        IEndpointRouteBuilder endpoints,
        string method,
        string pattern,
        Func<MediaEndpoints, HttpContext, Task> show,
        Operation operation,
        OperationRules rules) =>
        endpoints
            .MapMethods(pattern, [method], async (HttpContext http) => await ProblemGuard.RunAsync(
                http, () => show(http.RequestServices.GetRequiredService<MediaEndpoints>(), http)))
            .Describe(operation, rules);

    private async Task ShowAsync(HttpContext http)
    {
        var found = await access.FindForAnybodyAsync(http, Scopes.GenerationsRead, [NameIn(http.Request)]);
        await SendAsync(http, found, expiresAt: null);
    }

    /// <summary>The address counts for as long as its user may read the generation, and no longer than it says.</summary>
    private async Task ShowByAddressAsync(HttpContext http)
    {
        var name = NameIn(http.Request);

        if (!addresses.TryRead(http.Request, name, out var pass))
        {
            metrics.WasForged();
            throw new ProblemException(MediaProblems.AddressRefused);
        }

        // In its last second there is none left to lend to a store that counts in seconds.
        if (pass.ExpiresAt - time.GetUtcNow() < TimeSpan.FromSeconds(1))
        {
            metrics.HadExpired();
            throw new ProblemException(MediaProblems.AddressRefused);
        }

        var found = await access.FindForSubjectAsync(http, new EntityRef(EntityTypes.User, pass.UserId), [name]);
        if (found.Rows[0] is null) metrics.WasNotPermitted();
        await SendAsync(http, found, pass.ExpiresAt);
    }

    private Task SendAsync(HttpContext http, in ReadableMedia found, DateTimeOffset? expiresAt) =>
        delivery.SendAsync(http, found.Rows[0] ?? throw new ProblemException(MediaProblems.Unknown), expiresAt);

    /// <summary>What the address names. What cannot be a name names nothing.</summary>
    private static MediaName NameIn(HttpRequest request)
    {
        var (id, variant) = ((string)request.RouteValues["id"]!, (string)request.RouteValues["variant"]!);
        return EntityNames.IsId(EntityTypes.Generation, id) && MediaVariant.Rule.IsMet(variant)
            ? new MediaName(id, variant)
            : throw new ProblemException(MediaProblems.Unknown);
    }
}
