using Microsoft.AspNetCore.Http.Features;

namespace Velro.AuthApi.Posture;

/// <summary>
/// A body that was refused by its announced length. The server would close the connection under the client that is still sending it, and
/// most clients then report a broken connection in place of the answer. It is read for a while and thrown away.
/// </summary>
internal static class RefusedBody
{
    private const long MaximumBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Ends the answer, then reads what comes, up to 16 MiB and for 10 s at most.</summary>
    public static async Task DiscardAsync(HttpContext http)
    {
        await http.Response.CompleteAsync();

        // A body in chunks is found to be too large while it is read, and can be read no further.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } limit) return;
        limit.MaxRequestBodySize = MaximumBytes;
        if (http.Request.ContentLength > MaximumBytes) return;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        time.CancelAfter(TimeLimit);
        try
        {
            await http.Request.Body.CopyToAsync(Stream.Null, time.Token);
        }
        catch (Exception exception) when (exception is IOException or BadHttpRequestException or OperationCanceledException)
        {
            // It hung up, or takes its time: it has had its answer.
        }
    }
}
