using Microsoft.Extensions.Options;

namespace Velro.LocalAspire.Dashboard.Access;

/// <summary>What a request must pass before anything looks at it.</summary>
internal static class Doors
{
    private const string OtlpKeyHeader = "x-otlp-api-key";

    // Nothing comes from elsewhere, and no other page may show these in a frame. Styles in attributes are what the components work with.
    private const string ContentPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Each endpoint only on the ports it is for, and telemetry only with the key.</summary>
    public static void UsePurposes(this IApplicationBuilder app)
    {
        var key = app.ApplicationServices.GetRequiredService<IOptions<DashboardOptions>>().Value.Otlp.PrimaryApiKey;
        app.Use(async (http, next) =>
        {
            var isTelemetry = ListenerPurpose.IsTelemetry(http);
            if (isTelemetry && !Secrets.Match(key, http.Request.Headers[OtlpKeyHeader]))
            {
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            var endpoint = http.GetEndpoint();
            if (endpoint is not null && isTelemetry != (endpoint.Metadata.GetMetadata<ListenerPurpose>() is not null))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            await next(http);
        });
    }

    /// <summary>
    /// Refuses what another origin has a browser send: cookies of localhost go to every port of it, so a page of another program on this
    /// machine would act as the person who is signed in here.
    /// </summary>
    public static void UseSameOrigin(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.Request.Headers.Origin is [{ } origin] && !IsOwn(http.Request, origin))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        // Without any, a browser would not say either that a form is the page's own.
        headers["Referrer-Policy"] = "same-origin";
        await next(http);
    });

    private static bool IsOwn(HttpRequest request, string origin) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
