using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Velro.ServiceDefaults;

/// <summary>
/// <c>/alive</c> (the process runs), <c>/health</c> (it can do its work) and <c>/metrics</c> (Prometheus). The states are open to all,
/// what lies behind them only to operators (RIGHTS.md F5). None of them counts as a request in the metrics: a prober's share would dress up
/// the latencies, and its 503 is an answer, not an error.
/// </summary>
internal static class DefaultEndpoints
{
    public const string LiveTag = "live";

    public static void Map(IEndpointRouteBuilder endpoints, IOperatorGate? operators)
    {
        endpoints.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(LiveTag) })
            .DisableHttpMetrics();
        endpoints.MapHealthChecks("/health", new HealthCheckOptions
        {
            ResponseWriter = async (http, report) => await (await MayOperateAsync(http, operators)
                ? HealthReportWriter.WritePartsAsync(http, report)
                : HealthReportWriter.WriteStatusAsync(http, report)),
        }).DisableHttpMetrics();
        MapMetrics(endpoints, operators);
    }

    /// <summary>Whether one of them may be at a path.</summary>
    public static bool AreAt(PathString path) =>
        path.StartsWithSegments("/metrics") || path.StartsWithSegments("/health") || path.StartsWithSegments("/alive");

    private static void MapMetrics(IEndpointRouteBuilder endpoints, IOperatorGate? operators)
    {
        var scraping = endpoints.CreateApplicationBuilder();
        scraping.Use(async (http, next) =>
        {
            if (LocalCaller.Is(http) || await MayOperateAsync(http, operators)) await next(http);
            else await RefuseAsync(http);
        });
        scraping.UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true);
        endpoints.MapGet("/metrics", scraping.Build()).ExcludeFromDescription().DisableHttpMetrics();
    }

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer scope=\"operations\"";
        return Results.Problem(
            statusCode: StatusCodes.Status401Unauthorized,
            title: "Unauthorized",
            detail: "Metrics need a credential with the scope 'operations', or a scraper on this machine that asks the process's own port.",
            extensions: new Dictionary<string, object?> { ["code"] = "credentials.required" }).ExecuteAsync(http);
    }

    private static async ValueTask<bool> MayOperateAsync(HttpContext http, IOperatorGate? operators) =>
        operators is not null && await operators.MayOperateAsync(http);
}
