using Microsoft.Extensions.Primitives;

namespace Velro.AuthApi.Posture;

/// <summary>
/// The headers that every answer carries: it is no page, is in nobody's frame, is taken for nothing else, is kept nowhere, and tells no
/// other site where it was. What is meant otherwise (media, pages, their assets) says so over these. Outside Development browsers are also
/// told to come by https only.
/// <para>The values are made once, and known to Kestrel by their names: a check pays a few assignments.</para>
/// </summary>
internal sealed class ResponseHeaders(RequestDelegate next, IHostEnvironment environment)
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoContent = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues SecureOnly = "max-age=31536000";

    private readonly bool _isPublic = !environment.IsDevelopment();

    public Task InvokeAsync(HttpContext http)
    {
        Set(http.Response);
        if (_isPublic) http.Response.Headers.StrictTransportSecurity = SecureOnly;
        return next(http);
    }

    /// <summary>Sets those that do not depend on where it runs; also for what takes the place of an answer that was cleared.</summary>
    public static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers.CacheControl = NoStore;
        headers.ContentSecurityPolicy = NoContent;
        headers["Referrer-Policy"] = NoReferrer;
    }
}
