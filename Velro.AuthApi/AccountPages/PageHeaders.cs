namespace Velro.AuthApi.AccountPages;

/// <summary>
/// The headers of pages: nothing from elsewhere, no frame around them, nothing kept. <c>form-action</c> is left out: browsers hold it against the
/// redirect to the client that follows a form.
/// </summary>
internal static class PageHeaders
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

    public static void Set(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Permissions-Policy"] = "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=()";
        // As antiforgery sets it, which says so when it finds something else.
        response.Headers.CacheControl = "no-cache, no-store";
    }
}
