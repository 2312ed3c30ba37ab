using System.Globalization;
using Microsoft.Net.Http.Headers;
using Velro.AuthApi.Media.Storage;
using Velro.AuthApi.Problems;
using Velro.Data.Media;

namespace Velro.AuthApi.Media;

/// <summary>
/// Sends media (RIGHTS.md F6): ranges and conditional requests are the framework's. A store that serves by itself is answered with a
/// redirection to it, since whoever may read now may have an address that lives some minutes.
/// </summary>
internal sealed class MediaDelivery(IMediaStore store, TimeProvider time)
{
    /// <summary>The longest that an address of a store lives which nobody can take back.</summary>
    public static readonly TimeSpan LongestPresigned = TimeSpan.FromMinutes(5);

    /// <param name="http">The request.</param>
    /// <param name="row">What to send.</param>
    /// <param name="expiresAt">When the right to keep a copy ends; null: a copy is asked about each time.</param>
    public async Task SendAsync(HttpContext http, MediaRow row, DateTimeOffset? expiresAt)
    {
        var isHead = HttpMethods.IsHead(http.Request.Method);
        var left = expiresAt is { } end ? WholeSeconds(end - time.GetUtcNow()) : (TimeSpan?)null;
        if (store is IPresigningStore presigning && !isHead)
        {
            Protect(http.Response, row);
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Redirect(presigning.Presign(row.BlobId, row.ContentType, !MediaTypes.IsStill(row.ContentType), Shorter(left)));
            return;
        }

        var cacheControl = left is { } time1
            ? string.Create(CultureInfo.InvariantCulture, $"private, max-age={(long)time1.TotalSeconds}")
            : "private, no-cache";
        if (store is not IServedStore served)
        {
            Protect(http.Response, row);
            http.Response.Headers.CacheControl = cacheControl;
            http.Response.Headers.ETag = MediaAnswer.TagOf(row);
            http.Response.ContentType = row.ContentType;
            http.Response.ContentLength = row.Size;
            return;
        }

        IgnoreUnknownRange(http.Request);
        var bytes = served.Open(row.BlobId) ?? throw new ProblemException(MediaProblems.Unknown);
        Protect(http.Response, row);
        http.Response.Headers.CacheControl = cacheControl;
        await Results.Stream(
            bytes,
            row.ContentType,
            lastModified: row.UpdatedAt,
            entityTag: new EntityTagHeaderValue(MediaAnswer.TagOf(row)),
            enableRangeProcessing: true).ExecuteAsync(http);
    }

    /// <summary>How long an address of the store may live.</summary>
    public static TimeSpan Shorter(TimeSpan? lifetime) =>
        lifetime is { } one && one < LongestPresigned ? one : LongestPresigned;

    /// <summary>Keeps what was stored from running in the place of its address, and the address from those that it leads to.</summary>
    private static void Protect(HttpResponse response, MediaRow row)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (!MediaTypes.IsStill(row.ContentType)) response.Headers.ContentDisposition = "attachment";
    }

    /// <summary>A range in another unit is as if absent (RFC 9110, section 14.2); the framework would take it for one of bytes.</summary>
    private static void IgnoreUnknownRange(HttpRequest request)
    {
        if (request.Headers.Range is [{ } range] && !range.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            request.Headers.Remove(HeaderNames.Range);
    }

    private static TimeSpan WholeSeconds(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(0, Math.Floor(time.TotalSeconds)));
}
