using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary><c>POST /access/v1/evaluation</c>: one decision. A denial is a 200; only what is wrong with the asking is an error.</summary>
internal sealed class EvaluationEndpoint(BearerCredential credential, EvaluationBodyReader bodies, RevisionTokens revisions, Evaluator evaluator)
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost(
        "/access/v1/evaluation", static (HttpContext http, EvaluationEndpoint endpoint) => endpoint.AnswerAsync(http));

    private async Task AnswerAsync(HttpContext http)
    {
        if (credential.Read(http.Request) is not { } presented)
        {
            await ProblemWriter.WriteAsync(http, Problem.CredentialsRequired);
            return;
        }

        // Judged before the body is read, so that a stranger's bodies cost nothing; and again with the decision, at its revision.
        var early = await evaluator.AskAsync<CallerQuestion, Caller?>(new CallerQuestion(presented), Consistency.MinimizeLatency, http.RequestAborted);
        if (ObjectionTo(early.Answer) is { } objection)
        {
            await ProblemWriter.WriteAsync(http, objection);
            return;
        }

        var (body, malformed) = await bodies.ReadAsync(http.Request);
        if (malformed is not null)
        {
            await ProblemWriter.WriteAsync(http, malformed);
            return;
        }

        var evaluated = await evaluator.AskAsync<CheckQuestion, CheckOutcome>(new CheckQuestion(presented, body!), body!.Consistency, http.RequestAborted);
        if (evaluated.Answer.Decision is { } decision) EvaluationAnswer.Write(http.Response, evaluated, decision, revisions);
        else await ProblemWriter.WriteAsync(http, ObjectionTo(evaluated.Answer.Caller) ?? OtherSubject);
    }

    private static Problem? ObjectionTo(Caller? caller)
    {
        if (caller is null) return Problem.CredentialsInvalid;
        return caller.Has(Scopes.Check) ? null : Problem.ScopeMissing(Scopes.Check);
    }

    private static Problem OtherSubject { get; } = new(
        StatusCodes.Status403Forbidden, "subject.not_yours", "Only an administrator may ask what another subject may do.");
}
