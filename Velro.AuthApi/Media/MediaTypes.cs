using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Media;

/// <summary>
/// Which media types may be stored, and how each is shown. The declared type is what is stored and served: bytes are never looked at to
/// guess one, here or, by <c>nosniff</c>, in a browser.
/// </summary>
internal sealed class MediaTypes(IOptions<MediaOptions> options)
{
    /// <summary>What may be stored where the setting names nothing.</summary>
    public static readonly string[] Default =
    [
        "image/png", "image/jpeg", "image/webp", "image/gif", "image/avif", "image/svg+xml",
        "video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac", "audio/webm",
    ];

    private readonly FrozenSet<string> _allowed = (options.Value.ContentTypes is { Length: > 0 } types ? types : Default)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The declared type of a body that may be stored, in lower case and without parameters.</summary>
    /// <exception cref="ProblemException">It has none, or one that may not.</exception>
    public string Read(HttpRequest request)
    {
        var isPlain = request.Headers.ContentEncoding.Count == 0;
        return isPlain && MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && _allowed.Contains(type.MediaType.Value!)
            ? type.MediaType.Value!.ToLowerInvariant()
            : throw new ProblemException(MediaProblems.TypeRefused(_allowed));
    }

    /// <summary>
    /// Whether a browser may show it in the place of its address. What could run there, as a drawing with scripts or a page, is saved
    /// instead; so is everything that is not known to be still.
    /// </summary>
    public static bool IsStill(string contentType) =>
        (contentType.StartsWith("image/", StringComparison.Ordinal) && !contentType.Contains("xml", StringComparison.Ordinal))
        || contentType.StartsWith("video/", StringComparison.Ordinal)
        || contentType.StartsWith("audio/", StringComparison.Ordinal);
}
