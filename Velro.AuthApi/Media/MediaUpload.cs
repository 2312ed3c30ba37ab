using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.AuthApi.Management;
using Velro.AuthApi.Media.Storage;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Media;

namespace Velro.AuthApi.Media;

/// <summary>
/// <c>PUT /v1/generations/{id}/media/{variant}</c> (RIGHTS.md F6): the bytes go under a new id into the store as they come, and become the
/// media in the transaction that says so. Who could read the variant before reads the old bytes until then, and the new ones from then on.
/// </summary>
internal sealed partial class MediaUpload(
    IMediaStore store, MediaTypes types, MediaBlobs blobs, IOptions<MediaOptions> options, TimeProvider time, ILogger<MediaUpload> logger)
{
    /// <summary>How much longer an id is kept than an upload may take: for the transaction that makes it count.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private readonly MediaOptions _options = options.Value;

    public async Task AnswerAsync(HttpContext http, ManagementPipeline pipeline)
    {
        var upload = new Upload(Guid.CreateVersion7());
        try
        {
            await pipeline.UploadAsync(http, Scopes.GenerationsWrite, exchange => AdmitAsync(exchange, upload), async () =>
            {
                await ReceiveAsync(http, upload);
                return exchange => CompleteAsync(exchange, upload);
            });
        }
        finally
        {
            if (upload.IsReserved && !(upload.IsUsed && http.Response.StatusCode < StatusCodes.Status300MultipleChoices))
                await AbandonAsync(upload.Id);
        }
    }

    private async Task AdmitAsync(Exchange exchange, Upload upload)
    {
        upload.Generation = exchange.Resource(EntityTypes.Generation);
        await exchange.RequireAsync(CoreActions.Write, upload.Generation);

        // Who may store is not held to the limit of all other bodies; the stream keeps its own, which counts bytes of content alone. What is
        // refused from here on is still read for a while, so that a client that is sending gets to see why.
        exchange.Request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        upload.Variant = VariantOf(exchange.Request);
        upload.ContentType = types.Read(exchange.Request);
        if (exchange.Request.ContentLength > _options.MaximumBytes)
            throw new ProblemException(MediaProblems.TooLarge(_options.MaximumBytes));

        await MediaBlobs.ReserveAsync(exchange.Transaction, upload.Id, _options.UploadTimeout + Grace);
        upload.IsReserved = true;
    }

    private async Task ReceiveAsync(HttpContext http, Upload upload)
    {
        await using var body = new MeasuredStream(http.Request.Body, _options.MaximumBytes);
        using var limit = new CancellationTokenSource(_options.UploadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, http.RequestAborted);
        try
        {
            await store.WriteAsync(upload.Id, upload.ContentType, body, either.Token);
        }
        catch (Exception) when (limit.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(MediaProblems.TookTooLong);
        }
        catch (Exception) when (body.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(body.Failure!);
        }
        catch (Exception exception) when (exception is not ProblemException && !http.RequestAborted.IsCancellationRequested)
        {
            LogNotStored(exception);
            throw new ProblemException(MediaProblems.StoreUnavailable);
        }

        if (body.Size == 0) throw new ProblemException(MediaProblems.Empty);
        (upload.Size, upload.Sha256) = (body.Size, body.Sha256());
    }

    private static async Task<Answer> CompleteAsync(Exchange exchange, Upload upload)
    {
        upload.IsUsed = false;
        await exchange.RequireAsync(CoreActions.Write, upload.Generation);
        return await exchange.OnceAsync(
            async () =>
            {
                var name = new MediaName(upload.Generation.Id, upload.Variant);
                var isNew = !await MediaTable.ExistsAsync(exchange.Transaction, name);
                var row = await MediaTable.PutAsync(
                    exchange.Transaction, name, upload.Id, upload.ContentType, upload.Size, upload.Sha256)
                    ?? throw new ProblemException(MediaProblems.TookTooLong);
                await exchange.AuditAsync("generation.media_stored", upload.Generation, new Dictionary<string, object?>
                {
                    ["variant"] = row.Variant,
                    ["contentType"] = row.ContentType,
                    ["size"] = row.Size,
                    ["sha256"] = Convert.ToHexStringLower(row.Sha256),
                });
                upload.IsUsed = true;
                var answer = MediaAnswer.Of(row);
                return (isNew ? Answer.Created($"/v1/generations/{name.GenerationId}/media/{name.Variant}", answer) : Answer.Of(answer))
                    with
                { ETag = MediaAnswer.TagOf(row) };
            },
            upload.Sha256);
    }

    private static string VariantOf(HttpRequest request)
    {
        var variant = (string)request.RouteValues["variant"]!;
        return MediaVariant.Rule.IsMet(variant)
            ? variant
            : throw new ProblemException(ManagementProblems.InvalidParameter("variant", variant, MediaVariant.Rule.Description));
    }

    /// <summary>
    /// Gives up what did not become media. Where it did after all, since only the answer to the commit was lost, nothing happens.
    /// </summary>
    private async Task AbandonAsync(Guid id)
    {
        try
        {
            await blobs.AbandonAsync(id, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            LogNotAbandoned(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The store of media did not take an upload.")]
    private partial void LogNotStored(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "An upload that failed is removed only when its time is over.")]
    private partial void LogNotAbandoned(Exception exception);

    /// <summary>One upload on its way.</summary>
    private sealed class Upload(Guid id)
    {
        public Guid Id => id;

        public EntityRef Generation { get; set; }

        public string Variant { get; set; } = "";

        public string ContentType { get; set; } = "";

        public long Size { get; set; }

        public byte[] Sha256 { get; set; } = [];

        /// <summary>Whether the database knows of the id.</summary>
        public bool IsReserved { get; set; }

        /// <summary>Whether the last attempt of the transaction made it the media.</summary>
        public bool IsUsed { get; set; }
    }
}
