using Microsoft.Net.Http.Headers;

namespace Velro.AuthApi.Posture;

/// <summary>
/// Which pages of other origins may read answers: none, but for those of the setting. Credentials of the browser (cookies) are never taken
/// from them: what they may do, they do with a token that they hold.
/// </summary>
internal static class CrossOrigin
{
    private const string Setting = "Velro:Cors:Origins";

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Lets the origins of the setting read; without any, nothing is added.</summary>
    /// <exception cref="InvalidOperationException">The setting has something else than an origin.</exception>
    public static void AddCrossOrigin(this WebApplicationBuilder builder)
    {
        if (Read(builder.Configuration) is not { Length: > 0 } origins) return;
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(origins)
            .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders(
                HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfMatch, "Idempotency-Key", "Velro-Act-As", "Velro-At-Least",
                "X-Request-ID", HeaderNames.TraceParent)
            .WithExposedHeaders(
                HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate, "Velro-Revision", "X-Request-ID",
                "RateLimit-Policy")
            .SetPreflightMaxAge(Kept)));
    }

    public static void UseCrossOrigin(this WebApplication app)
    {
        if (Read(app.Configuration).Length > 0) app.UseCors();
    }

    private static string[] Read(IConfiguration configuration)
    {
        var origins = configuration.GetSection(Setting).Get<string[]>() ?? [];
        foreach (var origin in origins)
        {
            var isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
                && string.Equals(url.GetLeftPart(UriPartial.Authority), origin, StringComparison.Ordinal) && url.UserInfo.Length == 0;
            if (!isOrigin)
            {
                throw new InvalidOperationException(
                    $"{Setting} has '{origin}'. Write origins as browsers do, such as https://app.example.com: no path, no wildcard.");
            }
        }

        return origins;
    }
}
