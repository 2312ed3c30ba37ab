using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Velro.Benchmarks.Model;

/// <summary>
/// A server of single evaluations on Kestrel and routing, which reads the request and writes the answer by source-generated JSON and does
/// nothing else beside what it is given to do. Where it listens stands in <c>ASPNETCORE_URLS</c>.
/// </summary>
internal static class EvaluationEndpoint
{
    /// <summary>As long as Velro's, so that all send as much.</summary>
    private const string Revision = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /// <summary>Serves until the process is told to end.</summary>
    /// <param name="decide">Decides; null: what was presented is no caller's credential.</param>
    public static async Task<int> RunAsync(Func<HttpContext, AuthZenQuestion, ValueTask<bool?>> decide)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapPost(AuthZenRequests.EvaluationPath, http => AnswerAsync(http, decide));
        app.MapGet("/alive", static http => http.Response.WriteAsync("alive"));

        // Like the exporter's of Prometheus, so that all are read in the same way.
        app.MapGet("/metrics", static http => http.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture, $"dotnet_gc_heap_total_allocated_bytes_total {GC.GetTotalAllocatedBytes()}\n")));
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http, Func<HttpContext, AuthZenQuestion, ValueTask<bool?>> decide)
    {
        var request = await JsonSerializer.DeserializeAsync(http.Request.BodyReader, AuthZenJson.Default.AuthZenQuestion, http.RequestAborted);
        if (request is null) throw new BadHttpRequestException("The body is empty.");
        if (await decide(http, request) is not { } decision)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            http.Response.BodyWriter,
            new AuthZenAnswer(decision, new AnswerContext(Revision, DateTime.UtcNow)),
            AuthZenJson.Default.AuthZenAnswer,
            http.RequestAborted);
    }
}
