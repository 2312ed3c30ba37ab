using System.Buffers;

namespace Velro.AuthApi;

/// <summary>
/// <c>X-Request-ID</c> comes back unchanged on every response, errors too; one that is missing, longer than 128 characters or not
/// printable is replaced by the server's own name of the request (AuthZEN 1.0, RIGHTS.md F3).
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    private const string Header = "X-Request-ID";
    private const int MaximumLength = 128;

    private static readonly SearchValues<char> Printable = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)]);

    public Task InvokeAsync(HttpContext http)
    {
        Set(http);
        return next(http);
    }

    /// <summary>Sets it; also on what takes the place of an answer that was cleared.</summary>
    public static void Set(HttpContext http)
    {
        var sent = http.Request.Headers[Header];
        http.Response.Headers[Header] = sent is [{ Length: > 0 and <= MaximumLength } one] && !one.AsSpan().ContainsAnyExcept(Printable)
            ? one
            : http.TraceIdentifier;
    }
}
