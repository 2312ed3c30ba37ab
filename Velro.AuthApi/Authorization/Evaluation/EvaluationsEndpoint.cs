using System.Text.Json;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Contract;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>
/// <c>POST /access/v1/evaluations</c>: many decisions of one revision; without evaluations, one decision as the other endpoint gives it.
/// </summary>
internal sealed class EvaluationsEndpoint(
    CallerGate gate,
    BatchBodyReader bodies,
    EvaluationEndpoint single,
    RevisionTokens revisions,
    Evaluator evaluator,
    DecisionRecorder recorder)
{
    public const string Path = "/access/v1/evaluations";

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Path, (RequestDelegate)endpoints.ServiceProvider.GetRequiredService<EvaluationsEndpoint>().AnswerAsync)
            .Describe(CheckOperations.EvaluateMany, CheckOperations.CheckRules);

    private async Task AnswerAsync(HttpContext http)
    {
        var admission = await gate.AdmitAsync(http, Scopes.Check, evaluations: 0);
        if (admission.Objection is { } objection)
        {
            await ProblemWriter.WriteAsync(http, objection);
            return;
        }

        var batch = PlainBatch.Take();
        try
        {
            if (await PlainBody.TryReadAsync(http.Request, batch)) await AnswerPlainAsync(http, admission, batch);
            else await AnswerAnyAsync(http, admission);
        }
        finally
        {
            batch.Release();
        }
    }

    private async Task AnswerAnyAsync(HttpContext http, Admission admission)
    {
        var (document, unreadable) = await JsonBody.ReadAsync(http.Request);
        using (document)
        {
            if (unreadable is not null) await ProblemWriter.WriteAsync(http, unreadable);
            else if (BatchBodyReader.IsSingle(document!.RootElement)) await AnswerSingleAsync(http, admission, document.RootElement);
            else await AnswerBatchAsync(http, admission, document.RootElement);
        }
    }

    private async Task AnswerSingleAsync(HttpContext http, Admission admission, JsonElement root)
    {
        if (gate.ObjectionTo(admission, evaluations: 1) is { } limited) await ProblemWriter.WriteAsync(http, limited);
        else await single.AnswerAsync(http, admission.Presented, root);
    }

    private async Task AnswerBatchAsync(HttpContext http, Admission admission, JsonElement root)
    {
        var (batch, malformed) = await bodies.ReadAsync(root, http.RequestAborted);
        if (malformed is not null)
        {
            await ProblemWriter.WriteAsync(http, malformed);
            return;
        }

        if (gate.ObjectionTo(admission, batch!.EvaluationCount) is { } limited)
        {
            await ProblemWriter.WriteAsync(http, limited);
            return;
        }

        var isExplained = batch.Items.Any(static item => item.Body is { Explain: true });
        var evaluated = await evaluator.AskAsync<BatchQuestion, BatchOutcome>(
            new BatchQuestion(admission.Presented, batch), batch.Consistency, isExplained, http.RequestAborted);
        if (CallerGate.ObjectionTo(evaluated.Answer.Caller, Scopes.Check) is { } objection)
        {
            await ProblemWriter.WriteAsync(http, objection);
            return;
        }

        Record(batch, evaluated);
        var buffer = AnswerBuffer.Take();
        EvaluationAnswer.Write(buffer.Json, evaluated, revisions);
        await buffer.SendAsync(http.Response);
    }

    private async Task AnswerPlainAsync(HttpContext http, Admission admission, PlainBatch batch)
    {
        if (gate.ObjectionTo(admission, batch.Count) is { } limited)
        {
            await ProblemWriter.WriteAsync(http, limited);
            return;
        }

        var evaluated = await evaluator.AskAsync<PlainBatchQuestion, JudgedCaller>(
            new PlainBatchQuestion(admission.Presented, batch), Consistency.MinimizeLatency, http.RequestAborted);
        if (CallerGate.ObjectionTo(evaluated.Answer, Scopes.Check) is { } objection)
        {
            await ProblemWriter.WriteAsync(http, objection);
            return;
        }

        Record(batch, evaluated);
        var buffer = AnswerBuffer.Take();
        EvaluationAnswer.Write(buffer.Json, evaluated, batch.Outcomes, revisions);
        await buffer.SendAsync(http.Response);
    }

    private void Record(PlainBatch batch, in Evaluated<JudgedCaller> evaluated)
    {
        var caller = evaluated.Answer.Caller!;
        var context = EvaluationBody.NoContextOf(caller, evaluated.EvaluatedAt);
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Outcomes[i] is { Error: null } outcome && recorder.Count(outcome.Decision))
                recorder.Record(caller, PlainBatchQuestion.RequestOf(batch.Items[i], caller, context, evaluated.EvaluatedAt), outcome.Decision);
        }
    }

    private void Record(BatchBody batch, in Evaluated<BatchOutcome> evaluated)
    {
        var outcomes = evaluated.Answer.Items;
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Error is null)
                recorder.Record(evaluated.Answer.Caller.Caller!, batch.Items[i].Body!, outcomes[i].Decision, evaluated.EvaluatedAt);
        }
    }
}
