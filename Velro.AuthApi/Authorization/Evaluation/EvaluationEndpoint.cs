using System.Text.Json;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Contract;
using Velro.AuthApi.Problems;
using Velro.AuthApi.Tracing;
using Velro.Authorization.Callers;
using Velro.Caching.Evaluations;
using Velro.Caching.Monitoring;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary><c>POST /access/v1/evaluation</c>: one decision. A denial is a 200; only what is wrong with the asking is an error.</summary>
internal sealed class EvaluationEndpoint(
    WarmEvaluation warm,
    CallerGate gate,
    EvaluationBodyReader bodies,
    RevisionTokens revisions,
    Evaluator evaluator,
    DecisionRecorder recorder,
    RecentQuestions recent)
{
    public const string Path = "/access/v1/evaluation";

    public static void Map(IEndpointRouteBuilder endpoints) =>
        // A delegate of its own: what the framework makes for a lambda with services asks for these anew with each request.
        endpoints.MapPost(Path, (RequestDelegate)endpoints.ServiceProvider.GetRequiredService<EvaluationEndpoint>().AnswerAsync)
            .Describe(CheckOperations.Evaluate, CheckOperations.CheckRules);

    /// <summary>Answers a body that holds one evaluation, of a caller who was let in.</summary>
    public async Task AnswerAsync(HttpContext http, PresentedCaller presented, JsonElement root)
    {
        var (body, malformed) = bodies.Read(root);
        if (malformed is not null)
        {
            await ProblemWriter.WriteAsync(http, malformed);
            return;
        }

        var evaluated = await evaluator.AskAsync<CheckQuestion, CheckOutcome>(
            new CheckQuestion(presented, body!), body!.Consistency, body.Explain, http.RequestAborted);
        if (evaluated.Answer is not { Caller.Caller: { } caller, Decision: { } decision })
        {
            await ProblemWriter.WriteAsync(http, CallerGate.ObjectionTo(evaluated.Answer.Caller, Scopes.Check) ?? Problem.OtherSubject);
            return;
        }

        recorder.Record(caller, body, decision, evaluated.EvaluatedAt);
        RequestSpan.Tell(body, decision);
        if (recent.IsNextWanted) recent.Keep(new RecentCheck(presented, body));
        var buffer = AnswerBuffer.Take();
        EvaluationAnswer.Write(buffer.Json, evaluated, decision.ToldTo(caller), revisions);
        await buffer.SendAsync(http.Response);
    }

    private Task AnswerAsync(HttpContext http) => warm.TryAnswer(http) ?? AnswerLongAsync(http);

    private async Task AnswerLongAsync(HttpContext http)
    {
        var (presented, objection) = await gate.AdmitAsync(http, Scopes.Check);
        if (objection is not null)
        {
            await ProblemWriter.WriteAsync(http, objection);
            return;
        }

        var (document, unreadable) = await JsonBody.ReadAsync(http.Request);
        using (document)
        {
            if (unreadable is null) await AnswerAsync(http, presented, document!.RootElement);
            else await ProblemWriter.WriteAsync(http, unreadable);
        }
    }
}
