using Velro.AuthApi.Authorization.Evaluation;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Caching.Evaluations;
using Velro.Tests.Reference;

namespace Velro.Tests.Integration.History;

/// <summary>What was answered to one question.</summary>
/// <param name="IsCaller">Whether the credential was taken for a good one.</param>
/// <param name="Answer">The decision; null: the caller may not ask this.</param>
internal readonly record struct Outcome(bool IsCaller, Answer? Answer);

/// <summary>How questions are put together.</summary>
internal enum Form
{
    /// <summary>As checks, one after the other, in one evaluation.</summary>
    Checks,

    /// <summary>The same, with time for the clock to move between them.</summary>
    SlowChecks,

    /// <summary>As a batch.</summary>
    Batch,
}

/// <summary>Some checks of one caller that are answered at one revision, as the API asks them.</summary>
internal sealed class Asked(Credential credential, Question[] questions, Form form) : IQuestion<Outcome[]>
{
    private readonly PresentedCaller _caller = new(credential.Present());

    private readonly EvaluationBody[] _bodies = [.. questions.Select(BodyOf)];

    public Credential Credential => credential;

    public Question[] Questions => questions;

    public Form Form => form;

    /// <summary>Some questions about what the names name.</summary>
    public static Asked Random(Names names, Random random)
    {
        var form = random.Next(4) switch
        {
            0 => Form.Batch,
            1 => Form.SlowChecks,
            _ => Form.Checks,
        };
        var questions = new Question[form == Form.Checks ? 1 + random.Next(2) : form == Form.Batch ? 2 + random.Next(19) : 2 + random.Next(7)];
        var credential = Credential.Random(names, random);
        for (var i = 0; i < questions.Length; i++) questions[i] = RandomQuestion(credential, names, random);
        return new Asked(credential, questions, form);
    }

    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out Outcome[] answer) where TSource : IContextSource
    {
        if (form == Form.Batch) return TryAnswerBatch(ref source, now, out answer);

        var isComplete = true;
        answer = new Outcome[_bodies.Length];
        for (var i = 0; i < _bodies.Length; i++)
        {
            isComplete &= new CheckQuestion(_caller, _bodies[i]).TryAnswer(ref source, now, out var outcome);
            answer[i] = new Outcome(outcome.Caller.Caller is not null, outcome.Decision is { } decision ? EngineWorld.AnswerOf(decision) : null);
            if (form == Form.SlowChecks) Thread.SpinWait(2_000);
        }

        return isComplete;
    }

    private bool TryAnswerBatch<TSource>(ref TSource source, DateTimeOffset now, out Outcome[] answer) where TSource : IContextSource
    {
        var batch = new BatchBody(
            [.. _bodies.Select(static body => new BatchItem(body, Error: null))], BatchSemantic.ExecuteAll, Consistency.MinimizeLatency);
        var isComplete = new BatchQuestion(_caller, batch).TryAnswer(ref source, now, out var outcome);
        var isCaller = outcome.Caller.Caller is not null;
        answer = outcome.Items.Count == 0
            ? [.. questions.Select(_ => new Outcome(isCaller, Answer: null))]
            : [.. outcome.Items.Select(item => new Outcome(isCaller, item.Error is null ? EngineWorld.AnswerOf(item.Decision) : null))];
        return isComplete;
    }

    private static Question RandomQuestion(Credential credential, Names names, Random random)
    {
        var subject = random.Next(12) switch
        {
            0 => Thing.Anonymous,
            1 => new Thing("service", "robot"),

            // Who is no administrator may ask about nobody else.
            < 6 when credential.User is { } user and not Names.Root => new Thing("user", user),
            _ => new Thing("user", Names.Any(random, names.Users)),
        };
        var resource = random.Next(12) switch
        {
            < 4 => new Thing("project", Names.Any(random, names.Projects)),
            < 10 => new Thing("generation", Names.Any(random, names.Generations)),
            10 => new Thing("team", Names.Any(random, names.Teams)),
            _ => new Thing("record", $"r{random.Next(2)}"),
        };
        string[] actions = resource.Type == "record" ? ["open"] : ["read", "read", "read", "write", "create", "share", "export"];
        return new Question(subject, actions[random.Next(actions.Length)], resource, Now: 0);
    }

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
