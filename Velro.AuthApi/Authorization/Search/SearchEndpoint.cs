using System.Text.Json;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Contract;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Search;

/// <summary><c>POST /access/v1/search/subject|resource|action</c>: what an evaluation would permit, page by page.</summary>
internal sealed class SearchEndpoint(
    CallerGate gate,
    SearchBodyReader bodies,
    PageTokens tokens,
    RevisionTokens revisions,
    SearchWalk walk,
    Evaluator evaluator,
    SnapshotEvaluator snapshots,
    IOptions<SearchOptions> options)
{
    public const string Path = "/access/v1/search/";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "subject", SearchKind.Subject, CheckOperations.SearchSubjects);
        Map(endpoints, "resource", SearchKind.Resource, CheckOperations.SearchResources);
        Map(endpoints, "action", SearchKind.Action, CheckOperations.SearchActions);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string name, SearchKind kind, Operation operation) =>
        endpoints.MapPost(Path + name, (HttpContext http, SearchEndpoint endpoint) => endpoint.AnswerAsync(http, kind))
            .Describe(operation, CheckOperations.SearchRules);

    private async Task AnswerAsync(HttpContext http, SearchKind kind)
    {
        var (presented, objection) = await gate.AdmitAsync(http, Scopes.Search);
        if (objection is not null)
        {
            await ProblemWriter.WriteAsync(http, objection);
            return;
        }

        var (document, unreadable) = await JsonBody.ReadAsync(http.Request);
        using (document)
        {
            if (unreadable is null) await AnswerAsync(http, presented, kind, document!.RootElement);
            else await ProblemWriter.WriteAsync(http, unreadable);
        }
    }

    private async Task AnswerAsync(HttpContext http, PresentedCaller presented, SearchKind kind, JsonElement root)
    {
        var (body, malformed) = bodies.Read(kind, root);
        var (from, refused) = body?.Token is { } token
            ? tokens.Read(token, body.Digest)
            : (new PagePosition("", options.Value.DefaultLimit), null);
        if ((malformed ?? refused) is { } problem)
        {
            await ProblemWriter.WriteAsync(http, problem);
            return;
        }

        var limit = body!.Limit ?? from.Limit;
        var evaluated = kind == SearchKind.Action
            ? await evaluator.AskAsync<ActionsQuestion, SearchOutcome>(
                new ActionsQuestion(presented, body, from.After, limit), body.Context.Consistency, http.RequestAborted)
            : await WalkAsync(presented, body, from.After, limit, http.RequestAborted);

        var (searcher, page) = evaluated.Answer;
        if (!searcher.MayAsk)
        {
            await ProblemWriter.WriteAsync(http, CallerGate.ObjectionTo(searcher.Caller, Scopes.Search) ?? Problem.OtherSubject);
            return;
        }

        // A page of no results says nothing about the size of those that follow.
        var size = limit == 0 ? from.Limit : limit;
        var next = page.Next is { } position ? tokens.TokenOf(new PagePosition(position, size), body.Digest) : "";
        SearchAnswer.Write(http.Response, body, page, next, revisions.TokenOf(evaluated.Revision), evaluated.EvaluatedAt);
    }

    private Task<Evaluated<SearchOutcome>> WalkAsync(
        PresentedCaller presented, SearchBody body, string after, int limit, CancellationToken cancellation) => snapshots.RunAsync(
        body.Context.Consistency,
        options.Value.Timeout,
        async (evaluation, either) => new Evaluated<SearchOutcome>(
            await walk.RunAsync(evaluation, presented, body, after, limit, either), evaluation.Revision, evaluation.Now),
        cancellation);
}
