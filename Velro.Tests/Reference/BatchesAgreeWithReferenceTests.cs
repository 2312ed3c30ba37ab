using Velro.AuthApi.Authorization.Evaluation;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Caching.Evaluations;

namespace Velro.Tests.Reference;

/// <summary>
/// Batches against the reference evaluator on random worlds: each evaluation is answered as if it were alone, up to the one that ends the
/// batch (AuthZEN 1.0, <c>options.evaluations_semantic</c>), whether everything is in hand or fetched in rounds.
/// </summary>
public sealed class BatchesAgreeWithReferenceTests
{
    private static readonly PresentedCaller Administrator = new(new PresentedKey(EngineWorld.CallersKey, new byte[32]));

    [Theory]
    [InlineData(BatchSemantic.ExecuteAll)]
    [InlineData(BatchSemantic.DenyOnFirstDeny)]
    [InlineData(BatchSemantic.PermitOnFirstPermit)]
    internal void A_batch_answers_as_the_reference_does(BatchSemantic semantic) => Comparison.Holds((rows, questions, find) =>
    {
        var reference = new ReferenceEvaluator(rows);
        Question[] asked = [.. questions.Select(question => question with { Now = questions[0].Now, TrustsSent = true })];
        var batch = new BatchBody(
            [.. asked.Select(static question => new BatchItem(BodyOf(question), Error: null))], semantic, Consistency.MinimizeLatency);
        var engine = new EngineWorld(rows);
        engine.AddCaller();
        foreach (var isFetched in new[] { false, true })
        {
            var outcomes = engine.Answer<BatchQuestion, BatchOutcome>(
                new BatchQuestion(Administrator, batch), EngineWorld.Instant(asked[0].Now), isFetched).Items;
            var ended = false;
            for (var i = 0; i < asked.Length; i++)
            {
                if (ended != (i >= outcomes.Count)) find(questions[i], $"The batch ended after {outcomes.Count} of {asked.Length}.");
                if (ended || i >= outcomes.Count) break;

                var expected = reference.Decide(asked[i]);
                find(questions[i], Comparison.DifferenceOf(reference, expected, EngineWorld.AnswerOf(outcomes[i].Decision)));
                ended = semantic.EndsWith(expected.IsPermitted);
            }
        }
    });

    private static EvaluationBody BodyOf(Question question)
    {
        var request = EngineWorld.RequestOf(question);
        return new EvaluationBody
        {
            Subject = request.Subject,
            SubjectProperties = request.SubjectProperties,
            Action = request.Action,
            ActionProperties = request.ActionProperties,
            Resource = request.Resource,
            ResourceProperties = request.ResourceProperties,
            Context = request.Context,
            UnbelievedContext = request.Context,
            Consistency = Consistency.MinimizeLatency,
        };
    }
}
