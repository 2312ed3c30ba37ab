using Velro.AuthApi.Audit;
using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Problems;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.ServiceKeys;
using Velro.AuthApi.Tracing;
using Velro.Authorization.Callers;
using Velro.Caching.Evaluations;
using Velro.Caching.Monitoring;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>
/// The short way of the usual check: a plain body that has arrived, of a caller whom this process knows, about things that it knows. Nothing is
/// waited for, the caller is judged once, at the revision of the answer, and little is allocated but the ids. Whatever is different in any way is
/// left untouched for the long way (<see cref="EvaluationEndpoint"/>), which also says what is wrong.
/// </summary>
internal sealed class WarmEvaluation(
    BearerCredential credential,
    Evaluator evaluator,
    CallerLookup callers,
    CallerLimits limits,
    DecisionRecorder recorder,
    RecentQuestions recent,
    RevisionTokens revisions)
{
    /// <summary>Answers a request. Null: it is not for the short way, and nothing was done.</summary>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    public Task? TryAnswer(HttpContext http)
    {
        if (credential.Read(http.Request) is not { IsUnusable: false, IsHeldBack: false } key || PlainBody.TryRead(http.Request) is not { } body) return null;

        var presented = new PresentedCaller(key, ActAsHeader.Read(http.Request));
        if (!evaluator.TryAsk<CheckQuestion, CheckOutcome>(new CheckQuestion(presented, body), out var evaluated)) return null;
        if (evaluated.Answer is not { Caller.Caller: { } caller, Decision: { } decision }) return null;

        callers.WasKnown(caller, key);
        if (limits.ObjectionToChecks(caller, evaluations: 1) is { } objection) return ProblemWriter.WriteAsync(http, objection);

        recorder.Record(caller, body, decision, evaluated.EvaluatedAt);
        RequestSpan.Tell(body, decision);
        if (recent.IsNextWanted) recent.Keep(new RecentCheck(presented, body));
        var buffer = AnswerBuffer.Take();
        EvaluationAnswer.Write(buffer.Json, evaluated, decision.ToldTo(caller), revisions);
        return buffer.SendAsync(http.Response);
    }
}
