using System.Buffers;

namespace Velro.AuthApi;

/// <summary>
/// <c>X-Request-ID</c> comes back unchanged on every response, errors too; one that is missing, longer than 128 characters or not
/// printable is replaced (AuthZEN 1.0, RIGHTS.md F3).
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    private const string Header = "X-Request-ID";
    private const int MaximumLength = 128;

    private static readonly SearchValues<char> Printable = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)]);

    public Task InvokeAsync(HttpContext http)
    {
        var sent = http.Request.Headers[Header];
        var id = sent is [{ Length: > 0 and <= MaximumLength } one] && !one.AsSpan().ContainsAnyExcept(Printable)
            ? one
            : Guid.CreateVersion7().ToString();

        // Set again at the start of the response: what handles an error clears the headers that were set before.
        http.Response.OnStarting(static state =>
        {
            var (response, value) = ((HttpResponse, string))state;
            response.Headers[Header] = value;
            return Task.CompletedTask;
        }, (http.Response, id));
        return next(http);
    }
}
