using Velro.LoadTest.Http;

namespace Velro.LoadTest.Scenarios;

/// <summary>Compares answers with what the tool knows of the world that it made. One that is wrong fails the run.</summary>
internal sealed class Judge(Action<string> tell)
{
    private const int ExamplesKept = 20;

    private readonly List<string> _wrong = [];
    private long _judged;
    private long _wrongCount;

    /// <summary>How many answers were compared.</summary>
    public long Judged => Interlocked.Read(ref _judged);

    /// <summary>How many of them were wrong.</summary>
    public long WrongCount => Interlocked.Read(ref _wrongCount);

    /// <summary>The first of them.</summary>
    public IReadOnlyList<string> Examples
    {
        get
        {
            lock (_wrong) return [.. _wrong];
        }
    }

    /// <summary>The answer of a check.</summary>
    public void Decision(ApiReply reply, bool expected, string question)
    {
        if (!reply.IsAccepted) return;
        var decision = reply.Text("decision");
        Compare(decision == (expected ? "true" : "false"), $"{question}: expected {expected}, got {decision ?? "nothing"}");
    }

    /// <summary>The answer of any other endpoint: whether it did, or gave, what was asked for.</summary>
    public void Access(ApiReply reply, bool expected, string request)
    {
        if (reply.Status is 0 or 429 or >= 500) return;
        var isRefused = reply.Status is 401 or 403 or 404;
        Compare(isRefused != expected, $"{request}: expected {(expected ? "access" : "refusal")}, got {reply.Status} {Code(reply)}");
    }

    /// <summary>Any other comparison.</summary>
    public void That(bool isRight, string question) => Compare(isRight, question);

    private static string Code(ApiReply reply) => reply.Status >= 400 ? reply.Code() : "";

    private void Compare(bool isRight, string text)
    {
        Interlocked.Increment(ref _judged);
        if (isRight) return;
        Interlocked.Increment(ref _wrongCount);
        lock (_wrong)
        {
            if (_wrong.Count >= ExamplesKept) return;
            _wrong.Add(text);
        }

        tell($"WRONG DECISION: {text}");
    }
}
