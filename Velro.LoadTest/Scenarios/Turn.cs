using System.Text;
using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.World;

namespace Velro.LoadTest.Scenarios;

/// <summary>
/// One action of one person: a request, or a few that follow each other. The first was to begin when the schedule said, each further one when
/// the one before had ended.
/// </summary>
internal sealed class Turn(
    LoadWorld world, Person person, Dice dice, long intendedAt, ApiClient api, SignIns signIns, Judge judge, CancellationToken cancellation)
{
    private Dice _dice = dice;
    private long _intendedAt = intendedAt;

    public LoadWorld World => world;

    public Judge Judge => judge;

    public SignIns SignIns => signIns;

    /// <summary>Who acts.</summary>
    public Person Person { get; private set; } = person;

    public int Draw(int count) => _dice.Next(count);

    public Question DrawQuestion() => Question.About(world, Person, ref _dice);

    /// <summary>Lets somebody else act.</summary>
    public Task ActAsync(Person other)
    {
        Person = other;
        return SignInAsync();
    }

    /// <summary>Sees to it that the person has a token that counts, as a client does: it is exchanged before its end.</summary>
    public async Task SignInAsync()
    {
        if (!signIns.MustRenew(Person)) return;
        if (!Person.TryRenew())
        {
            // Somebody does it already; the old one counts a while longer, unless the person was away for long.
            while (!signIns.IsUsable(Person) && !cancellation.IsCancellationRequested) await Task.Delay(5, cancellation);
            return;
        }

        try
        {
            var reply = Person.RefreshToken is { } token
                ? await SendAsync(Operations.TokenRefresh, SignIns.ByRefreshToken(token))
                : await SendAsync(Operations.Login, signIns.ByPassword(Person));
            if (reply.IsAccepted) signIns.Take(Person, reply);
            else if (reply.Status is 400 or 401) Person.LoseSession();
        }
        finally
        {
            Person.Renewed();
        }
    }

    /// <summary>Sends a request and measures it.</summary>
    public async Task<ApiReply> SendAsync(Operation operation, ApiRequest request)
    {
        var reply = await api.SendAsync(operation, request, _intendedAt, cancellation);
        _intendedAt = reply.EndedAt;
        return reply;
    }

    /// <summary>Asks whether somebody may do something, and judges the answer.</summary>
    /// <param name="operation">What it counts as.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="question">The question and its answer.</param>
    /// <param name="revision">The state, or a later one, that it is asked of; null: what the server knows.</param>
    public async Task CheckAsync(Operation operation, Credential who, Question question, string? revision = null)
    {
        var atLeast = revision is null ? "" : $$$""","context":{"consistency":{"at_least":"{{{revision}}}"}}""";
        var body = $$$"""
            {"subject":{"type":"user","id":"{{{question.SubjectId}}}"},"action":{"name":"{{{question.Action}}}"},"resource":{"type":"{{{question.ResourceType}}}","id":"{{{question.ResourceId}}}"}{{{atLeast}}}}
            """;
        var request = new ApiRequest(HttpMethod.Post, "/access/v1/evaluation", who, 200) { Body = Encoding.UTF8.GetBytes(body) };
        var reply = await SendAsync(operation, request);
        judge.Decision(
            reply, question.Expected,
            $"user:{question.SubjectId} {question.Action} {question.ResourceType}:{question.ResourceId}{(revision is null ? "" : " at " + revision)}");
    }
}
