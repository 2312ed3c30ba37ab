using System.Globalization;
using Microsoft.Net.Http.Headers;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Data.Nodes;
using Velro.Nodes.Reports;
using Velro.Nodes.Samples;

namespace Velro.AuthApi.Operations;

/// <summary>
/// <c>/v1/operations/nodes</c>, <c>/cache</c>, <c>/pools</c>, <c>/feed</c> and <c>/report</c>. For administrators, as the scope says (RIGHTS.md A2).
/// Each answers for all nodes (RIGHTS.md F5): for this one as it is now, for the others as they last said, and each says when that was.
/// </summary>
internal static class NodeEndpoints
{
    private const int LongestDays = 35;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var operations = endpoints.MapGroup("/v1/operations");
        operations.MapRead("/nodes", Scopes.Operations, ShowNodesAsync, NodeOperations.Nodes);
        operations.MapRead("/cache", Scopes.Operations, ShowCacheAsync, NodeOperations.Cache);
        operations.MapRead("/pools", Scopes.Operations, ShowPoolsAsync, NodeOperations.Pools);
        operations.MapRead("/feed", Scopes.Operations, ShowFeedAsync, NodeOperations.Feed);
        operations.MapRead("/report", Scopes.Operations, ShowReportAsync, NodeOperations.Report);
    }

    private static async Task<Answer> ShowNodesAsync(Exchange exchange) =>
        Answer.Of(new NodesAnswer(RequestCounts.Bounds, [.. (await StatusesAsync(exchange)).Select(NodeAnswer.Of)]));

    private static async Task<Answer> ShowCacheAsync(Exchange exchange) => Answer.Of(CacheAnswer.Of(await StatusesAsync(exchange)));

    private static async Task<Answer> ShowPoolsAsync(Exchange exchange) => Answer.Of(PoolsAnswer.Of(await StatusesAsync(exchange)));

    private static async Task<Answer> ShowFeedAsync(Exchange exchange) =>
        Answer.Of(FeedStateAnswer.Of(await StatusesAsync(exchange), await FeedTable.ReadAsync(exchange.Transaction)));

    private static async Task<Answer> ShowReportAsync(Exchange exchange)
    {
        var now = exchange.Service<TimeProvider>().GetUtcNow();
        var report = await exchange.Service<ReportSource>().ReadAsync(now.AddDays(-DaysOf(exchange.Request)), now, exchange.Request.HttpContext.RequestAborted);
        return (TypeOf(exchange.Request) switch
        {
            "text/markdown" => Answer.OfText(MarkdownReport.Write(report), "text/markdown"),
            "text/html" => Answer.OfText(HtmlReport.Write(report), "text/html"),
            _ => Answer.Of(ReportAnswer.Of(report)),
        }) with
        { Vary = HeaderNames.Accept };
    }

    private static Task<IReadOnlyList<NodeStatus>> StatusesAsync(Exchange exchange) =>
        exchange.Service<NodeStatuses>().AllAsync(exchange.Request.HttpContext.RequestAborted);

    private static int DaysOf(HttpRequest request) => request.Query["days"] switch
    {
        [] => 7,
        [{ } text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= LongestDays => days,
        var texts => throw new ProblemException(ManagementProblems.InvalidParameter("days", texts.ToString(), $"a whole number from 1 to {LongestDays}")),
    };

    /// <summary>The first of the three types that the caller likes best; who does not say gets JSON.</summary>
    private static string TypeOf(HttpRequest request) => MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        ? accepted.OrderByDescending(static type => type.Quality ?? 1)
            .Select(static type => type.MediaType.Value)
            .FirstOrDefault(static type => type is "text/markdown" or "text/html" or "application/json") ?? "application/json"
        : "application/json";
}
