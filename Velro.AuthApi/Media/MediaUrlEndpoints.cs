using Velro.AuthApi.Contract;
using Velro.AuthApi.Management;
using Velro.AuthApi.Media.Storage;
using Velro.AuthApi.Problems;
using Velro.AuthApi.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Data.Media;

namespace Velro.AuthApi.Media;

/// <summary>
/// Addresses of media that work without a credential: one, or up to 200 at once, which are decided together (API.md, RIGHTS.md F6).
/// </summary>
internal sealed class MediaUrlEndpoints(MediaAccess access, MediaAddresses addresses, IMediaStore store, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        MapAsk<MakeMediaUrl>(
            endpoints,
            "/v1/generations/{id}/media-url",
            static (endpoint, http, presented, request) => endpoint.AnswerAsync(http, presented, request),
            MediaOperations.MakeUrl);
        MapAsk<MakeMediaUrls>(
            endpoints,
            "/v1/media-urls",
            static (endpoint, http, presented, request) => endpoint.AnswerAsync(http, presented, request),
            MediaOperations.MakeUrls);
    }

    /// <summary>A question to the caches: a stranger's body is not read.</summary>
    private static void MapAsk<TRequest>(
        IEndpointRouteBuilder endpoints,
        string pattern,
        Func<MediaUrlEndpoints, HttpContext, PresentedCaller, TRequest, Task<Answer>> answer,
        Operation operation)
        where TRequest : IRequest<TRequest> =>
        endpoints
            .MapPost(pattern, async http => await ProblemGuard.RunAsync(http, async () =>
            {
                var endpoint = http.RequestServices.GetRequiredService<MediaUrlEndpoints>();
                var presented = await endpoint.AdmitAsync(http);
                var request = TRequest.Read(await RequestBody.ReadJsonAsync(http.Request));
                await (await answer(endpoint, http, presented, request)).WriteAsync(http.Response);
            }))
            .Describe(operation, new OperationRules(OperationKind.Ask, Scopes.MediaSign) { Request = typeof(TRequest) });

    private Task<PresentedCaller> AdmitAsync(HttpContext http) => access.AdmitAsync(http, Scopes.MediaSign);

    private async Task<Answer> AnswerAsync(HttpContext http, PresentedCaller presented, MakeMediaUrl request)
    {
        var id = (string)http.Request.RouteValues["id"]!;
        if (!EntityNames.IsId(EntityTypes.Generation, id)) throw new ProblemException(MediaProblems.Unknown);

        var found = await access.FindForCallerAsync(http, presented, Scopes.MediaSign, [new MediaName(id, request.Variant)]);
        return found.Rows[0] is { } row
            ? Answer.Of(UrlOf(row, found.Caller!, request.Lifetime))
            : throw new ProblemException(MediaProblems.Unknown);
    }

    private async Task<Answer> AnswerAsync(HttpContext http, PresentedCaller presented, MakeMediaUrls request)
    {
        var found = await access.FindForCallerAsync(http, presented, Scopes.MediaSign, request.Names);
        return Answer.Of(new
        {
            items = found.Rows.Select((row, i) => row is null
                ? MediaUrlItem.Refused(MediaProblems.Unknown)
                : MediaUrlItem.Of(UrlOf(row, found.Caller!, request.Lifetimes[i]))).ToArray(),
        });
    }

    /// <summary>An address of the store itself where it serves, else one of Velro's, which dies with the user's right.</summary>
    private MediaUrl UrlOf(MediaRow row, Caller caller, TimeSpan lifetime)
    {
        var presigning = store as IPresigningStore;
        if (presigning is not null) lifetime = MediaDelivery.Shorter(lifetime);

        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + lifetime).ToUnixTimeSeconds());
        var url = presigning?.Presign(row.BlobId, row.ContentType, !MediaTypes.IsStill(row.ContentType), lifetime)
            ?? addresses.Make(new MediaName(row.GenerationId, row.Variant), new MediaPass(caller.SubjectId, expiresAt));
        return new MediaUrl(url, expiresAt.UtcDateTime);
    }
}
