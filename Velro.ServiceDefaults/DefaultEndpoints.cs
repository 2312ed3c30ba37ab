using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Velro.ServiceDefaults;

/// <summary>
/// <c>/alive</c> (the process runs), <c>/health</c> (it can do its work) and <c>/metrics</c> (Prometheus). The states are open to all,
/// what lies behind them only to operators (RIGHTS.md F5).
/// </summary>
internal static class DefaultEndpoints
{
    public const string LiveTag = "live";

    public static void Map(IEndpointRouteBuilder endpoints, IOperatorGate? operators)
    {
        endpoints.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(LiveTag) });
        endpoints.MapHealthChecks("/health", new HealthCheckOptions
        {
            ResponseWriter = async (http, report) => await (await MayOperateAsync(http, operators)
                ? HealthReportWriter.WritePartsAsync(http, report)
                : HealthReportWriter.WriteStatusAsync(http, report)),
        });
        MapMetrics(endpoints, operators);
    }

    private static void MapMetrics(IEndpointRouteBuilder endpoints, IOperatorGate? operators)
    {
        var scraping = endpoints.CreateApplicationBuilder();
        scraping.Use(async (http, next) =>
        {
            if (IsFromThisMachine(http) || await MayOperateAsync(http, operators)) await next(http);
            else await Results.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "Unauthorized",
                detail: "Metrics need a credential with the scope 'operations'.",
                extensions: new Dictionary<string, object?> { ["code"] = "credentials.required" }).ExecuteAsync(http);
        });
        scraping.UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true);
        endpoints.MapGet("/metrics", scraping.Build()).ExcludeFromDescription();
    }

    private static async ValueTask<bool> MayOperateAsync(HttpContext http, IOperatorGate? operators) =>
        operators is not null && await operators.MayOperateAsync(http);

    /// <summary>A scraper on this machine that came to the process's own port: nobody forwarded the request.</summary>
    private static bool IsFromThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !http.Request.Headers.ContainsKey("X-Forwarded-For");
}
