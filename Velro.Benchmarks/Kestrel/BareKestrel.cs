using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Velro.Benchmarks.Model;

namespace Velro.Benchmarks.Kestrel;

/// <summary>
/// The least that a server of the AuthZEN API can be: Kestrel and routing, the request read and the answer written by source-generated JSON,
/// and <c>true</c> for everybody. Nothing is validated, counted or logged. What Velro is compared with.
/// </summary>
internal static class BareKestrel
{
    /// <summary>The command that starts it; where it listens stands in <c>ASPNETCORE_URLS</c>.</summary>
    public const string Command = "bare-kestrel";

    /// <summary>As long as Velro's, so that both send as much.</summary>
    private const string Revision = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapPost(AuthZenRequests.EvaluationPath, AnswerAsync);
        app.MapGet("/alive", static http => http.Response.WriteAsync("alive"));

        // Like the exporter's of Prometheus, so that both are read in the same way.
        app.MapGet("/metrics", static http => http.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture, $"dotnet_gc_heap_total_allocated_bytes_total {GC.GetTotalAllocatedBytes()}\n")));
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var request = await JsonSerializer.DeserializeAsync(http.Request.BodyReader, BareJson.Default.BareRequest, http.RequestAborted);
        if (request is null) throw new BadHttpRequestException("The body is empty.");
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            http.Response.BodyWriter, new BareAnswer(true, new BareContext(Revision, DateTime.UtcNow)), BareJson.Default.BareAnswer, http.RequestAborted);
    }
}
